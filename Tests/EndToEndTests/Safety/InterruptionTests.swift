import AWSSandbox
import Foundation
import TestSupport
import Testing

/// A publication that somebody interrupts.
struct InterruptionTests {
    /// Calls at which it is interrupted: service, action, and whether AWS has carried them out.
    private static let places: [(service: String, action: String, isProcessed: Bool)] = [
        ("s3", "UploadPart", false), ("ec2", "ImportSnapshot", true), ("ec2", "CopySnapshot", false), ("ec2", "RegisterImage", true),
        ("ssm", "PutParameter", false), ("aws-marketplace", "StartChangeSet", true), ("sns", "Publish", false), ("ec2", "DeregisterImage", true),
    ]

    /// Actions that preflight asks about first, without doing them.
    private static let dryRuns: Set = ["ImportSnapshot", "CopySnapshot", "RegisterImage", "DeregisterImage"]

    @Test("a signal ends it in five seconds with exit code 130, and the next run comes to the end", arguments: [SIGINT, SIGTERM])
    func interrupted(number: Int32) async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        let undisturbed = try await PublicationStage.undisturbed(template).facts
        for place in Self.places {
            let skip = Self.dryRuns.contains(place.action) ? 1 : 0
            let rule = FaultRule(.hold, service: place.service, action: place.action, skip: skip, times: 1, processed: place.isProcessed)
            try await PublicationStage.with(template, faults: [rule]) { stage in
                let held = stage.sandbox.heldCalls()
                let first = try stage.start()
                _ = await held.first { _ in true }
                first.signal(number)
                #expect(try await first.end(within: .seconds(5)) == 130, "\(place): \(first.written)")
                #expect(first.written.contains("interrupted"))
                let second = try stage.start()
                #expect(try await second.end() == 0, "\(place): \(second.written)")
                #expect(stage.facts == undisturbed, "\(place)")
            }
        }
    }

    @Test("a second signal ends it at once, whatever it waits for")
    func twice() async throws {
        // A machine that is busy with other tests may stall for so long, but not each time.
        var code: Int?
        for _ in 0..<3 where code == nil { code = try await Self.codeAfterTwoSignals() }
        #expect(code == 130)
    }

    /// - Returns: nil when it took as long as after one signal.
    private static func codeAfterTwoSignals() async throws -> Int? {
        // Nobody reads what it writes, and a task that is cancelled cannot do anything about that.
        let program = try RunningProgram(["schema"], isRead: false)
        try await eventually("the pipe is full") { program.unreadBytes == RunningProgram.smallestPipe }
        let start = ContinuousClock.now
        program.signal(SIGINT)
        program.signal(SIGTERM)
        let code = try await program.end()
        return ContinuousClock.now - start < .seconds(4) ? code : nil
    }
}
