import AWS
import AWSPartition

extension Snapshot {
    /// Returns the completed copy of a snapshot in a region.
    func copy(_ original: String, named name: String, from source: Region, to region: Region) async throws -> String {
        if region == source { return original }
        let existing = try await find(name, in: region)
        let id: String
        if let existing { id = existing.id } else { id = try await startCopy(original, named: name, from: source, to: region) }
        try await waitUntilCompleted(id, in: region)
        context.events(EngineEvent(region: region.rawValue, .snapshotReady(id: id, wasThere: existing != nil)))
        return id
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
