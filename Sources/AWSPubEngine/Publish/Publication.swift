import AWS
import AWSPartition
import ImageConfig

/// Makes images visible to others: public, SSM parameters, Marketplace versions, notifications, in this order.
///
/// Nothing becomes visible before every image is available in every one of its regions.
struct Publication: Sendable {
    let context: Context
    let images: [ImageDefinition]

    func run() async throws -> PublicationRecord {
        let published = images.filter { image in
            if image.isTemporary { context.events(EngineEvent(image: image.name, .note("is temporary and therefore not published"))) }
            return !image.isTemporary
        }
        let ready = try await barrier(published)
        var outcome = PublicationRecord()
        outcome.publicRegions = try await makePublic(ready)
        outcome.parameters = try await ParameterStore(context: context).store(ready)
        for image in ready {
            if let marketplace = image.definition.marketplace {
                outcome.changeSets[image.definition.name] = try await request(marketplace, for: image)
            }
        }
        for image in ready where !image.definition.sns.isEmpty {
            outcome.notifications.merge(try await SNSNotification(context, imageNamed: image.definition.name).send()) { first, _ in first }
        }
        return outcome
    }

    /// An image with what it is in each of its regions.
    struct ReadyImage: Sendable {
        let definition: ImageDefinition
        let regions: [Region: EC2Image]
    }

    /// Returns the images once all of them are available everywhere.
    /// - Throws: `EngineError` that names every gap.
    private func barrier(_ images: [ImageDefinition]) async throws -> [ReadyImage] {
        var gaps: [String] = []
        var ready: [ReadyImage] = []
        for image in images {
            let found = try await context.regions(of: image).concurrentMap(limit: 100) { region in
                (region, try await context.findImage(image.name, in: region))
            }
            gaps += found.filter { $0.1?.state != "available" }.map { "\(image.name) in \($0.0) is \($0.1?.state ?? "not there")" }
            ready.append(
                ReadyImage(definition: image, regions: Dictionary(found.compactMap { pair in pair.1.map { (pair.0, $0) } }) { first, _ in first }))
        }
        guard gaps.isEmpty else {
            throw EngineError(.incompleteImageSet, "nothing is published before everything is there: \(gaps.sorted().joined(separator: "; "))")
        }
        return ready
    }

    private func makePublic(_ images: [ReadyImage]) async throws -> [String: [String]] {
        let work = images.filter(\.definition.isPublic).flatMap { image in image.regions.map { (image.definition.name, $0.key, $0.value) } }
        let done = try await work.concurrentMap(limit: 100) { name, region, image in
            try await makePublic(image, named: name, in: region)
            return (name, [region.rawValue])
        }
        return Dictionary(done, uniquingKeysWith: +).mapValues { $0.sorted() }
    }

    private func makePublic(_ image: EC2Image, named name: String, in region: Region) async throws {
        if !image.isPublic { try await context.client.modifyLaunchPermissions(of: image.id, in: region, adding: [.all]) }
        if let snapshot = image.rootDevice?.snapshotID, try await !context.client.createVolumePermissions(of: snapshot, in: region).contains(.all) {
            try await context.client.addCreateVolumePermissions(of: snapshot, in: region, [.all])
        }
        context.events(EngineEvent(image: name, region: region.rawValue, .madePublic(id: image.id)))
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
