import AWS
import AWSPartition

extension Snapshot {
    /// Returns the completed copy of a snapshot in a region.
    func copy(_ original: String, named name: String, from source: Region, to region: Region) async throws -> String {
        if region == source { return original }
        if let existing = try await find(name, in: region) {
            try await waitUntilCompleted(existing.id, in: region)
            context.events(EngineEvent(region: region.rawValue, .snapshotReady(id: existing.id, wasThere: true)))
            return existing.id
        }
        let made = try await startCopy(original, named: name, from: source, to: region)
        try await waitUntilCompleted(made, in: region)
        let id = try await settle(made, named: name, in: region)
        context.events(EngineEvent(region: region.rawValue, .snapshotReady(id: id, wasThere: false)))
        return id
    }

    /// Makes sure that one copy stays, where another run, or an earlier one that was killed, made one at the same time: the oldest. Each run takes
    /// back none but its own.
    private func settle(_ made: String, named name: String, in region: Region) async throws -> String {
        let copies = try await findAll([name], in: region).sorted { ($0.startTime, $0.id) < ($1.startTime, $1.id) }
        guard let oldest = copies.first, oldest.id != made, copies.contains(where: { $0.id == made }) else { return made }
        do {
            try await waitUntilCompleted(oldest.id, in: region)
        } catch let error as EngineError where [.copyFailed, .timedOut].contains(error.code) {
            return made
        }
        do {
            try await context.client.deleteSnapshot(made, in: region)
            context.events(EngineEvent(region: region.rawValue, .note("\(made) is removed, since \(oldest.id) is the same and older")))
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
