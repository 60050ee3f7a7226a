import AWS
import AWSPartition

extension Snapshot {
    /// Returns the completed copy of a snapshot in a region.
    func copy(_ original: String, named name: String, from source: Region, to region: Region) async throws -> String {
        if region == source { return original }
        if let existing = try await find(name, in: region) { return try await completed(existing, in: region) }
        let made = NamedSnapshot(id: try await startCopy(original, named: name, from: source, to: region), name: name)
        let namesakes = try await waitUntilCompleted(made, in: region, .new)
        let id = try await settle(made, among: namesakes, in: region)
        report(id, in: region, wasThere: false)
        return id
    }

    /// Makes sure that one copy stays, where another run, or an earlier one that was killed, made one at the same time: the oldest. Each run takes
    /// back none but its own.
    private func settle(_ made: NamedSnapshot, among namesakes: [EC2Snapshot], in region: Region) async throws -> String {
        guard let oldest = namesakes.first(where: { ["pending", "completed"].contains($0.state) }), oldest.id != made.id else { return made.id }
        do {
            try await waitUntilCompleted(NamedSnapshot(id: oldest.id, name: made.name), in: region, .running)
        } catch let error as EngineError where [.copyFailed, .timedOut].contains(error.code) {
            return made.id
        }
        do {
            try await context.client.deleteSnapshot(made.id, in: region)
            context.events(EngineEvent(region: region.rawValue, .note("\(made.id) is removed, since \(oldest.id) is the same and older")))
        } catch {
            // Somebody registered an image from it meanwhile, or removed it: both are fine.
            guard error.code == "InvalidSnapshot.InUse" || error.kind == .notFound else { throw error }
        }
        return oldest.id
    }

    /// Starts a copy. EC2 takes no client token for it: after a lost answer the copy is looked for before another one is made.
    private func startCopy(_ original: String, named name: String, from source: Region, to region: Region) async throws -> String {
        var failures = 0
        while true {
            let failure: AWSError
            do {
                let id = try await context.client.copySnapshot(
                    original, from: source, to: region, description: nil, tags: context.snapshotTags(named: name))
                context.events(EngineEvent(region: region.rawValue, .copying(id: id, progress: "0%")))
                return id
            } catch { failure = error }
            if failure.kind == .ambiguous, failures < 5 {
                failures += 1
                if let made = try await lookAgain(name, in: region) { return made }
            } else if failure.code == "ResourceLimitExceeded" {
                // EC2 copies 20 snapshots at a time into a region; others finish.
                try await Task.sleep(for: context.session.policy.longest)
            } else {
                throw failure
            }
        }
    }

    /// Looks for what a call with a lost answer may have made, for as long as it may stay invisible.
    private func lookAgain(_ name: String, in region: Region) async throws -> String? {
        let end = ContinuousClock.now + context.session.policy.consistencyWindow / 3
        repeat {
            if let found = try await find(name, in: region) { return found.id }
            try await Task.sleep(for: context.session.policy.first / 2)
        } while ContinuousClock.now < end
        return nil
    }
}
