import AWS
import AWSPartition
import ImageConfig

/// Makes images visible to others: public, SSM parameters, Marketplace versions, notifications, in this order.
///
/// Nothing becomes visible before every image is available in every one of its regions.
struct Publication: Sendable {
    let context: Context
    let images: [ImageDefinition]

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
        let work = images.filter(\.definition.isPublic).flatMap { image in image.regions.map { (image.definition.name, $0.key, $0.value) } }
        let done = try await work.concurrentMap(limit: 100) { name, region, image in
            (name, region, try await context.isolated(region, image: name) { try await makePublic(image, named: name, in: region) })
        }
        for (name, region, result) in done {
            switch result {
            case .success: outcome.record.publicRegions[name, default: []].append(region.rawValue)
            case .failure(let error): outcome.failures.append(error)
            }
        }
        outcome.record.publicRegions = outcome.record.publicRegions.mapValues { $0.sorted() }
    }

    private func makePublic(_ image: EC2Image, named name: String, in region: Region) async throws {
        if !image.isPublic { try await context.client.modifyLaunchPermissions(of: image.id, in: region, adding: [.all]) }
        if let snapshot = image.rootDevice?.snapshotID, try await !context.client.createVolumePermissions(of: snapshot, in: region).contains(.all) {
            try await context.client.addCreateVolumePermissions(of: snapshot, in: region, [.all])
        }
        context.events(EngineEvent(image: name, region: region.rawValue, .madePublic(id: image.id)))
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
        guard try await Partition.containing(context.home()) == .aws else {
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
