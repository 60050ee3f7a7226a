import AWSSandbox
import Testing

@testable import AWSPubEngine

/// Reports of real runs against a sandbox.
struct RunRecorderTests {
    private func context(_ scene: Scene, _ recorder: RunRecorder, regions: [String]) async throws -> Context {
        let config = try await scene.context([.sample("my-image", regions: regions)]).config
        return try await Context(config: config, account: scene.account, policy: Scene.policy) { recorder.handle($0) }
    }

    @Test func aRunIsWholeInItsReport() async throws {
        let throttled = FaultRule(.error, action: "CopySnapshot", times: 2, code: "RequestLimitExceeded", status: 503)
        try await withScene(faults: [throttled], sourceSize: 3000) { scene in
            let recorder = RunRecorder(program: "test", command: "create", subject: "config")
            _ = try await AWSPub.create(context(scene, recorder, regions: ["us-east-1", "eu-west-1"]))
            let report = recorder.report(.done)
            #expect(report.lanes.map(\.region) == [nil, "eu-west-1", "us-east-1"])
            #expect(report.lanes[0].spans.map(\.stage) == [.hashing, .uploading, .importing])
            #expect(report.lanes[1].spans.map(\.stage) == [.looking, .waiting, .copying, .registering, .pending, .created])
            #expect(report.images.map(\.region) == ["eu-west-1", "us-east-1"])
            #expect(report.images.allSatisfy { !$0.wasThere && $0.id.hasPrefix("ami-") })
            #expect(report.upload?.bytes == 3000)
            #expect(report.errors.isEmpty)
            let copies = try #require(report.calls.first { $0.action == "CopySnapshot" })
            // One of them is preflight's dry run.
            #expect((copies.count, copies.throttles, copies.failures) == (2, 2, 0))
            #expect(report.retries.filter(\.throttled).map(\.region) == ["eu-west-1", "eu-west-1"])
            // No call is missing; on a busy machine attempts may fail before AWS sees them.
            #expect(report.calls.reduce(0) { $0 + $1.count + $1.retries } >= scene.sandbox.calls().count)
            for span in report.lanes.flatMap(\.spans) { #expect(span.start <= span.end && span.end <= report.seconds) }
        }
    }

    @Test func aRegionThatFailsIsInTheReport() async throws {
        let refused = FaultRule(.error, action: "RegisterImage", region: "eu-west-1", code: "AuthFailure", message: "no", status: 403)
        try await withScene(faults: [refused]) { scene in
            let recorder = RunRecorder(program: "test", command: "create", subject: "config")
            await #expect(throws: EngineError.self) {
                do {
                    _ = try await AWSPub.create(context(scene, recorder, regions: ["us-east-1", "eu-west-1"]))
                } catch {
                    recorder.fail(error)
                    throw error
                }
            }
            let report = recorder.report(.failed)
            #expect(report.errors.map(\.region) == ["eu-west-1"])
            #expect(report.lanes.first { $0.region == "eu-west-1" }?.spans.last?.stage == .failed)
            #expect(report.lanes.first { $0.region == "us-east-1" }?.spans.last?.stage == .created)
        }
    }

    @Test func twoContextsOfOneAccountCountTheirOwnCalls() async throws {
        try await withScene { scene in
            let recorders = ["a", "b"].map { RunRecorder(program: "test", command: "list", subject: $0) }
            for recorder in recorders { _ = try await AWSPub.list(context(scene, recorder, regions: ["us-east-1"])) }
            let counts = recorders.map { $0.report(.done).calls.reduce(0) { $0 + $1.count } }
            #expect(counts[0] > 0)
            #expect(counts[0] == counts[1])
        }
    }
}
