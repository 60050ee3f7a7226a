import AWS
import AWSPartition
import ImageConfig

/// Makes images visible to others: public, SSM parameters, Marketplace versions, notifications, in this order.
///
/// Nothing becomes visible before every image is available in every one of its regions.
struct Publication: Sendable {
    let context: Context
    let images: [ImageDefinition]
    /// Whether preflight looked at what this needs already.
    var isPreflighted = false

    /// What others can see now, and what failed. A step is only taken when those before it succeeded everywhere.
    struct Outcome: Sendable {
        var record = PublicationRecord()
        var failures: [EngineError] = []
    }

    func run() async throws -> Outcome {
        let published = images.filter { image in
            if image.isTemporary { context.events(EngineEvent(image: image.name, .note("is temporary and therefore not published"))) }
            return !image.isTemporary
        }
        var outcome = Outcome()
        let ready = try await barrier(published)
        if !isPreflighted { outcome.failures = try await preflight(ready).errors }
        guard outcome.failures.isEmpty else { return outcome }
        enter(.publishing, ready)
        try await makePublic(ready, &outcome)
        if outcome.failures.isEmpty { try await ParameterStore(context: context).store(ready, &outcome) }
        if outcome.failures.isEmpty { try await requestVersions(ready, &outcome) }
        if outcome.failures.isEmpty {
            for image in ready where !image.definition.sns.isEmpty {
                try await SNSNotification(context, imageNamed: image.definition.name).send(about: image.identities, &outcome)
            }
        }
        outcome.failures.sort { ($0.image ?? "", $0.region ?? "") < ($1.image ?? "", $1.region ?? "") }
        if outcome.failures.isEmpty { enter(.published, ready) }
        return outcome
    }

    private func enter(_ stage: EngineEvent.Stage, _ images: [ReadyImage]) {
        for image in images { for region in image.regions.keys.sorted() { context.enter(stage, in: region, image: image.definition.name) } }
    }

    /// An image with what it is in each of its regions.
    struct ReadyImage: Sendable {
        let definition: ImageDefinition
        let regions: [Region: EC2Image]

        /// What tells the images from later ones of the same name.
        var identities: Set<String> { Set(regions.values.map(\.identity)) }
    }

    /// Returns the images once all of them are available everywhere.
    /// - Throws: `EngineError` that names every gap.
    private func barrier(_ images: [ImageDefinition]) async throws -> [ReadyImage] {
        let wanted = try await context.imagesByRegion(images)
        let observed = try await context.observe(wanted)
        var regions: [String: [Region: EC2Image]] = [:]
        var gaps = observed.failures.values.map(\.description)
        for (region, definitions) in wanted where observed.failures[region] == nil {
            for name in definitions.map(\.name) {
                let found = observed.images[region]?[name]
                regions[name, default: [:]][region] = found
                if found?.state != "available" { gaps.append("\(name) in \(region) is \(found?.state ?? "not there")") }
            }
        }
        guard gaps.isEmpty else {
            throw EngineError(.incompleteImageSet, "nothing is published before everything is there: \(gaps.sorted().joined(separator: "; "))")
        }
        return images.map { ReadyImage(definition: $0, regions: regions[$0.name] ?? [:]) }
    }

    private func makePublic(_ images: [ReadyImage], _ outcome: inout Outcome) async throws {
        var work: [Region: [String: EC2Image]] = [:]
        for image in images where image.definition.isPublic {
            for (region, found) in image.regions { work[region, default: [:]][image.definition.name] = found }
        }
        let done = try await work.map { ($0.key, $0.value) }.concurrentMap(limit: 100) { region, images in try await makePublic(images, in: region) }
        for part in done {
            outcome.failures += part.failures
            outcome.record.publicRegions.merge(part.record.publicRegions) { $0 + $1 }
        }
        outcome.record.publicRegions = outcome.record.publicRegions.mapValues { $0.sorted() }
    }

    /// Makes the images of a region public, and the snapshots that they stand on, each of which may serve several.
    private func makePublic(_ images: [String: EC2Image], in region: Region) async throws -> Outcome {
        async let openings = Set(images.values.compactMap { $0.rootDevice?.snapshotID }).sorted().concurrentMap(limit: 20) { snapshot in
            (snapshot, try await context.isolated(region) { try await makePublic(snapshot: snapshot, in: region) })
        }
        let done = try await images.map { ($0.key, $0.value) }.concurrentMap(limit: 20) { name, image in
            let result = try await context.isolated(region, image: name) {
                if !image.isPublic { try await context.client.modifyLaunchPermissions(of: image.id, in: region, adding: [.all]) }
            }
            return (name, image, result)
        }
        let opened = Dictionary(uniqueKeysWithValues: try await openings)
        var outcome = Outcome()
        for (name, image, result) in done {
            let snapshot = image.rootDevice?.snapshotID.flatMap { opened[$0] }
            do {
                try result.get()
                try snapshot?.get()
                outcome.record.publicRegions[name] = [region.rawValue]
                context.events(EngineEvent(image: name, region: region.rawValue, .madePublic(id: image.id)))
            } catch {
                outcome.failures.append(EngineError(error, image: name, region: region))
            }
        }
        return outcome
    }

    private func makePublic(snapshot: String, in region: Region) async throws {
        guard try await !context.client.createVolumePermissions(of: snapshot, in: region).contains(.all) else { return }
        try await context.client.addCreateVolumePermissions(of: snapshot, in: region, [.all])
    }

    private func requestVersions(_ images: [ReadyImage], _ outcome: inout Outcome) async throws {
        for image in images {
            guard let listing = image.definition.marketplace else { continue }
            let name = image.definition.name
            switch try await context.isolated(AWSClient.marketplaceRegion, image: name, { try await request(listing, for: image) }) {
            case .success(let changeSet): outcome.record.changeSets[name] = changeSet
            case .failure(let error): outcome.failures.append(error)
            }
        }
    }

    private func request(_ listing: MarketplaceListing, for image: ReadyImage) async throws -> String? {
        guard context.session.starts.contains(where: { Partition.containing($0) == .aws }) else {
            context.events(
                EngineEvent(image: image.definition.name, .note("AWS Marketplace is in the partition aws only; its listing is left out here")))
            return nil
        }
        guard let id = image.regions[AWSClient.marketplaceRegion]?.id else {
            throw EngineError(
                .incompleteImageSet, image: image.definition.name, region: AWSClient.marketplaceRegion.rawValue,
                "a Marketplace version needs the image in this region; add it to `regions`")
        }
        return try await ImageMarketplace(context, imageNamed: image.definition.name).requestNewVersion(imageID: id)
    }
}

extension EC2Image {
    /// What tells the image from all others, however they came by their ids.
    var identity: String { "\(id) \(creationDate)" }
}
