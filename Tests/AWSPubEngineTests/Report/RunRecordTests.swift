import Testing

@testable import AWSPubEngine

struct RunRecordTests {
    private func report(_ events: [(Double, EngineEvent)], end: Double = 100) -> RunReport {
        var record = RunRecord()
        for (time, event) in events { record.add(event, unit: nil, at: time) }
        var report = RunReport.sample(seconds: end)
        record.fill(&report, end: end)
        return report
    }

    private func stages(_ report: RunReport, _ region: String?) -> [String] {
        (report.lanes.first { $0.region == region }?.spans ?? []).map { "\($0.stage.rawValue) \($0.start)-\($0.end)" }
    }

    @Test func theSourceIsReadSentAndImported() {
        let report = report([
            (1, EngineEvent(.hashing(done: 5, total: 10))), (2, EngineEvent(.hashing(done: 10, total: 10))),
            (3, EngineEvent(.uploading(done: 4, total: 10))), (5, EngineEvent(.uploading(done: 10, total: 10))),
            (6, EngineEvent(.uploaded(wasThere: false))), (7, EngineEvent(.importStarted(task: "import-snap-1"))),
            (8, EngineEvent(.importing(percent: "50"))), (9, EngineEvent(region: "us-east-1", .snapshotReady(id: "snap-1", wasThere: false))),
        ])
        #expect(stages(report, nil) == ["hashing 1.0-2.0", "uploading 3.0-5.0", "importing 7.0-9.0"])
        #expect(report.upload == RunReport.Upload(bytes: 6, seconds: 2))
    }

    @Test func aRegionIsWhereItsSlowestImageIs() {
        let event = { (image: String, stage: EngineEvent.Stage) in EngineEvent(image: image, region: "eu-west-1", .entered(stage)) }
        let report = report([
            (0, EngineEvent(region: "eu-west-1", .entered(.looking))), (1, event("a", .waiting)), (1, event("b", .waiting)),
            (2, event("a", .copying)),
            (3, event("b", .copying)), (4, event("a", .registering)), (6, event("b", .registering)), (7, event("b", .created)),
            (8, event("a", .created)),
        ])
        #expect(
            stages(report, "eu-west-1") == [
                "looking 0.0-1.0", "waiting 1.0-3.0", "copying 3.0-6.0", "registering 6.0-8.0", "created 8.0-8.0",
            ])
    }

    @Test func aFailureShowsOnceNothingElseGoesOn() {
        let report = report([
            (1, EngineEvent(image: "a", region: "eu-west-1", .entered(.registering))),
            (1, EngineEvent(image: "b", region: "eu-west-1", .entered(.registering))),
            (2, EngineEvent(image: "a", region: "eu-west-1", .regionFailed(reason: "no"))),
            (5, EngineEvent(image: "b", region: "eu-west-1", .entered(.created))),
        ])
        #expect(stages(report, "eu-west-1") == ["registering 1.0-5.0", "failed 5.0-5.0"])
        #expect(report.errors == [RunReport.Failure(unit: nil, image: "a", region: "eu-west-1", message: "no")])
    }

    @Test func whatGoesOnAtTheEndEndsThere() {
        let report = report(
            [
                (1, EngineEvent(image: "a", region: "eu-west-1", .entered(.copying))),
                (2, EngineEvent(region: "eu-west-2", .entered(.waiting))),
            ], end: 9)
        #expect(stages(report, "eu-west-1") == ["copying 1.0-9.0"])
        #expect(stages(report, "eu-west-2") == [])
    }

    @Test func callsAreCountedWithTheirAttempts() {
        let call = { (outcome: EngineEvent.Call.Outcome) in
            EngineEvent(
                region: "eu-west-1", .call(EngineEvent.Call(service: "ec2", action: "CopySnapshot", duration: .milliseconds(500), outcome: outcome)))
        }
        let report = report([
            (1, call(.retried(code: "RequestLimitExceeded", throttled: true, delay: .seconds(2)))),
            (2, call(.retried(code: "InternalError", throttled: false, delay: .seconds(1)))), (3, call(.succeeded)), (4, call(.failed(code: "No"))),
        ])
        #expect(
            report.calls == [
                RunReport.CallCount(service: "ec2", action: "CopySnapshot", count: 2, retries: 2, throttles: 1, failures: 1, seconds: 2)
            ])
        #expect(report.retries.map(\.time) == [1, 2])
        #expect(report.retries.first?.delay == 2)
    }

    @Test func anErrorThatAnEventToldIsNotTakenTwice() {
        var record = RunRecord()
        record.add(EngineEvent(image: "a", region: "eu-west-1", .regionFailed(reason: "no")), unit: nil, at: 1)
        record.fail(RunReport.Failure(unit: nil, image: nil, region: nil, message: "image a, region eu-west-1: no"))
        record.fail(RunReport.Failure(unit: nil, image: nil, region: nil, message: "something else"))
        record.fail(RunReport.Failure(unit: nil, image: "a", region: "eu-west-2", message: "no"))
        var report = RunReport.sample(seconds: 1)
        record.fill(&report, end: 1)
        #expect(report.errors.map(\.message) == ["no", "something else", "no"])
    }
}
