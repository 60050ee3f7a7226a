import AWS
package import AWSPartition

/// Deregisters images that no definition has any more, so many at a time. It looks first: what is not what was recorded stays.
package struct OrphanRemoval: Sendable {
    /// Who may deregister in a region.
    private let account: @Sendable (Region) -> AWSAccount
    /// The most images that are deregistered.
    private let budget: Int
    /// Names of snapshots that living definitions stand on; nil leaves all snapshots where they are.
    private let wantedSnapshots: Set<String>?
    private let events: @Sendable (OrphanedImage, EngineEvent.Kind) -> Void

    package init(
        account: @escaping @Sendable (Region) -> AWSAccount, budget: Int, wantedSnapshots: Set<String>?,
        events: @escaping @Sendable (OrphanedImage, EngineEvent.Kind) -> Void
    ) {
        self.account = account
        self.budget = budget
        self.wantedSnapshots = wantedSnapshots
        self.events = events
    }

    package struct Outcome: Sendable {
        /// What is not in AWS any more, whoever removed it.
        package var gone: Set<OrphanedImage> = []
        package var failures: [OrphanedImage: EngineError] = [:]
        /// What could be removed, and is too much for once.
        package var deferred: [OrphanedImage] = []

        package init() {}
    }

    /// - Parameter orphans: in the order in which they go.
    /// - Throws: `CancellationError` only.
    package func run(_ orphans: [OrphanedImage]) async throws -> Outcome {
        let looked = try await look(for: orphans)
        var outcome = Outcome()
        outcome.failures = looked.failures
        var removable: [(OrphanedImage, EC2Image)] = []
        for orphan in orphans where looked.failures[orphan] == nil {
            guard let found = looked.images[orphan.region]?[orphan.imageID] else {
                outcome.gone.insert(orphan)
                continue
            }
            if let obstacle = obstacle(to: orphan, found) { outcome.failures[orphan] = obstacle } else { removable.append((orphan, found)) }
        }
        outcome.deferred = removable.dropFirst(budget).map(\.0)
        let done = try await Array(removable.prefix(budget)).concurrentMap(limit: 10) { orphan, found in
            (orphan, try await isolated(orphan) { try await remove(orphan, found) })
        }
        for (orphan, failure) in done {
            if let failure { outcome.failures[orphan] = failure } else { outcome.gone.insert(orphan) }
        }
        return outcome
    }

    /// Tells why an image that exists is not removed.
    private func obstacle(to orphan: OrphanedImage, _ found: EC2Image) -> EngineError? {
        let tag = AWSTag(OrphanedImage.configTag, orphan.config).plain
        if found.name != orphan.name || !found.tags.contains(tag) {
            return error(
                .imageDiffers, orphan, "\(orphan.imageID) is not what was recorded: its name or its tag \(tag.key) is another one, so it stays")
        }
        if found.isDeregistrationProtected {
            return error(
                .imageProtected, orphan, "\(orphan.imageID) is protected from deregistration; end its protection in EC2, then it is removed")
        }
        return nil
    }

    private func error(_ code: EngineError.Code, _ orphan: OrphanedImage, _ message: String) -> EngineError {
        EngineError(code, image: orphan.name, region: orphan.region, message)
    }

    private func remove(_ orphan: OrphanedImage, _ found: EC2Image) async throws {
        let region = Region(orphan.region)
        let client = account(region).client
        let deletes = try await isFreeOfDefinitions(found, in: region, client)
        do {
            let snapshots = try await client.deregisterImage(found.id, in: region, deletingSnapshots: deletes)
            for (id, code) in snapshots.sorted(by: { $0.key < $1.key }) where code != "success" && code != "skipped" {
                events(orphan, .note("its snapshot \(id) is left, EC2 says \(code)"))
            }
        } catch {
            // Not found: somebody else, or an earlier attempt of this call, was faster.
            guard error.kind == .notFound else { throw error }
        }
        events(orphan, .deregistered(id: found.id))
    }

    /// Whether the image's snapshots may go: made by us, and wanted by no definition. That no other image stands on them EC2 sees to.
    private func isFreeOfDefinitions(_ found: EC2Image, in region: Region, _ client: AWSClient) async throws -> Bool {
        guard let wantedSnapshots else { return false }
        let ids = found.blockDevices.compactMap(\.snapshotID)
        guard !ids.isEmpty else { return false }
        let snapshots = try await client.describeSnapshots(in: region, filters: [EC2Filter("snapshot-id", ids)])
        return snapshots.allSatisfy { snapshot in
            snapshot.tags.contains { $0.key == "awspub:source:sha256" } && snapshot.name.map { !wantedSnapshots.contains($0) } ?? false
        }
    }
}

extension OrphanRemoval {
    private struct Look: Sendable {
        /// By region and id.
        var images: [String: [String: EC2Image]] = [:]
        var failures: [OrphanedImage: EngineError] = [:]
    }

    private func look(for orphans: [OrphanedImage]) async throws -> Look {
        let byRegion = Dictionary(grouping: orphans, by: \.region).map { ($0.key, $0.value) }
        let looked = try await byRegion.concurrentMap(limit: 100) { region, orphans in
            (region, orphans, try await EngineError.attempt(image: nil, region: nil) { try await images(orphans.map(\.imageID), in: Region(region)) })
        }
        var look = Look()
        for (region, orphans, result) in looked {
            switch result {
            case .success(let found): look.images[region] = found
            case .failure(let failure):
                for orphan in orphans { look.failures[orphan] = EngineError(failure, image: orphan.name, region: Region(region)) }
            }
        }
        return look
    }

    private func images(_ ids: [String], in region: Region) async throws -> [String: EC2Image] {
        var images: [String: EC2Image] = [:]
        // EC2 takes at most 200 values a filter: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
        for start in stride(from: 0, to: ids.count, by: 200) {
            let slice = Array(ids[start..<min(start + 200, ids.count)])
            let found = try await account(region).client.describeImages(
                in: region, filters: [EC2Filter("image-id", slice)], includingDisabled: true)
            for image in found { images[image.id] = image }
        }
        return images
    }

    /// Returns what fails, so that the others go on. Only being cancelled stops everything.
    private func isolated(_ orphan: OrphanedImage, _ work: () async throws -> Void) async throws -> EngineError? {
        let result = try await EngineError.attempt(image: orphan.name, region: Region(orphan.region), work)
        return if case .failure(let error) = result { error } else { nil }
    }
}
