import AWS
import AWSPartition
import ImageConfig

extension PreflightScope {
    /// Takes from a plan what the run will do. Pure but for files that the registrations name, which were read before.
    /// - Parameter creation: whose plan it is, and which says what follows the making of the images.
    init(_ plan: CreationPlan, _ creation: Creation, home: Region) throws {
        self.home = home
        isHomeKnown = plan.steps[home] != nil
        // The home region first, since most calls go there and one of a kind is enough: IAM is the same in all regions.
        let regions = plan.steps.keys.sorted { left, right in right != home && (left == home || left < right) }
        for region in regions {
            for step in plan.steps[region] ?? [] { try add(step, in: region, plan, creation) }
        }
        guard !imports.isEmpty else { return }
        let context = creation.context
        let name = imports.min() ?? ""
        // The format has no bearing on the right to import.
        let disk = DiskImageLocation(bucket: context.config.s3.bucketName, key: context.sourceSHA256, format: "raw")
        ask(.importSnapshot(disk, tags: context.snapshotTags(named: name)), in: home)
        ask(.createTags(context.snapshotTags(named: name), on: ProposedChange.anySnapshot), in: home)
    }

    private mutating func add(_ step: ImageStep, in region: Region, _ plan: CreationPlan, _ creation: Creation) throws {
        let image = step.image
        let sharing = Sharing(context: creation.context, image: image).permissions(in: .containing(region))
        let isPublished = creation.following.contains(.publish) && image.isPublic && !image.isTemporary
        switch step.action {
        case .adopt(let existing, _):
            if isPublished { publish(existing, named: image.name, in: region) }
            let missing = creation.context.imageTags(image).filter { !existing.tags.contains($0) }
            if !missing.isEmpty { ask(.createTags(missing, on: existing.id), in: region) }
            return
        case .replace(let old, _):
            ask(.deregisterImage(old.id), in: region)
            if old.isPublic { withdrawals[region, default: 0] += 1 }
        case .register: break
        }
        let use = SnapshotUse(published: isPublished ? [image.name] : [], shared: sharing.volume.isEmpty ? [] : [image.name])
        addSnapshot(step, use, in: region, plan, creation.context)
        let registration = Registration(context: creation.context, image: image, region: region)
        ask(.registerImage(try registration.request(snapshot: ProposedChange.anySnapshot)), in: region)
        if isPublished { publications[region, default: []].append(image.name) }
        let launch = sharing.launch + (isPublished ? [.all] : [])
        if !launch.isEmpty { ask(.addLaunchPermissions(launch, of: ProposedChange.anyImage), in: region, isDecisive: false) }
        let volume = sharing.volume + (isPublished ? [.all] : [])
        if !volume.isEmpty { ask(.addVolumePermissions(volume, of: ProposedChange.anySnapshot), in: region, isDecisive: false) }
        if creation.following.contains(.cleanup), image.isTemporary {
            ask(.deregisterImage(ProposedChange.anyImage), in: region, isDecisive: false)
        }
    }

    /// Adds the snapshot that an image is registered from.
    private mutating func addSnapshot(_ step: ImageStep, _ use: SnapshotUse, in region: Region, _ plan: CreationPlan, _ context: Context) {
        let name = step.snapshotName
        let present = plan.snapshots[name] ?? [:]
        if let snapshot = present[region] {
            if snapshot.isEncrypted, !use.published.isEmpty {
                findings.append(.encrypted(step.image.name, region, "the snapshot named \(name) that it would be made from is encrypted"))
            }
            return
        }
        newSnapshots[region, default: SnapshotUse()].formUnion(use)
        if present[home] == nil {
            imports.insert(name)
            importUse.formUnion(use)
        } else if present[home]?.isEncrypted == true, !use.published.isEmpty {
            findings.append(.encrypted(step.image.name, region, "the snapshot named \(name) in \(home) that it would be copied from is encrypted"))
        }
        guard region != home else { return }
        ask(.copySnapshot(ProposedChange.anySnapshot, from: home, tags: context.snapshotTags(named: name)), in: region)
    }
}
