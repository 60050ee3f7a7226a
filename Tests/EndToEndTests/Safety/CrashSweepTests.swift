import AWSSandbox
import Foundation
import TestSupport
import Testing

/// The program killed at every AWS call of a whole publication, and started again.
struct CrashSweepTests {
    @Test("killed at any AWS call, the next run comes to the same end, with nothing made or told twice")
    func everyCall() async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        let (undisturbed, calls) = try await PublicationStage.undisturbed(template)
        let points = KillPoint.all(calls)
        let ends = try await points.concurrently(8) { point in
            try await PublicationStage.with(template, faults: [point.rule]) { stage in try await end(stage, point, undisturbed) }
        }
        // The number of looks at what AWS works on differs from run to run.
        #expect(ends.count { $0.isReached } >= points.count * 95 / 100)
        #expect(ends.count { $0.repeats > 0 } == points.count { $0.action == "Publish" && $0.isProcessed })
    }

    private struct End {
        var isReached = false
        /// Notifications that were sent again.
        var repeats = 0
    }

    private func end(_ stage: PublicationStage, _ point: KillPoint, _ undisturbed: PublicationFacts) async throws -> End {
        var end = End()
        let held = stage.sandbox.heldCalls()
        let first = try stage.start()
        end.isReached = await first.reaches(held)
        if end.isReached {
            first.signal(SIGKILL)
            _ = try await first.end()
            let second = try stage.start()
            let code = try await second.end()
            #expect(code == 0, "killed \(point): \(second.written)")
        }
        let facts = stage.facts
        let missing = undisturbed.surplus(over: facts)
        let surplus = facts.surplus(over: undisturbed)
        // Between the answer of SNS and the journal nobody knows whether the message was taken: twice is better than never.
        let repeats = surplus.filter { $0.hasPrefix("message") && point.action == "Publish" && point.isProcessed }
        end.repeats = repeats.count
        #expect(
            missing.isEmpty && surplus.count == repeats.count && repeats.count <= 1,
            "killed \(point):\nmissing:\n\(missing.joined(separator: "\n"))\nsurplus:\n\(surplus.joined(separator: "\n"))")
        return end
    }
}

extension Array where Element: Sendable {
    /// Maps with so many at a time.
    func concurrently<Value: Sendable>(_ width: Int, _ body: @escaping @Sendable (Element) async throws -> Value) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            var values: [Value] = []
            for (index, element) in enumerated() {
                if index >= width, let value = try await group.next() { values.append(value) }
                group.addTask { try await body(element) }
            }
            for try await value in group { values.append(value) }
            return values
        }
    }
}
