import AWSSandbox
import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A daemon whose wall clock jumps while it runs.
struct ClockTests {
    @Test("a year forwards and back, looks go on, and what is merged is published, by the time that AWS tells")
    func jumps() async throws {
        let folder = try TemporaryFolder()
        try await PublicationStage.with(try await PublicationStage.makeTemplate(in: folder)) { stage in
            let person = try await GitFixture(at: stage.path("person"))
            try await person.commit(["README.md": "x"])
            try await person.makeRemote(at: stage.path("clock.git"))
            let clock = try await WallClock(in: stage.path("."))
            let daemon = try await ServingProgram(
                in: stage.path("."), "repositories:\n  - {name: clock, url: \(stage.path("clock.git")), interval: 1s}\n",
                environment: stage.environment.merging(clock.environment) { $1 }, arguments: ["--log-level", "debug"])
            for (index, (days, region)) in [(370, "us-west-2"), (-370, "eu-west-1"), (0, "ap-south-1")].enumerated() {
                try clock.set(days: days)
                let year = Calendar(identifier: .gregorian).component(.year, from: Date().addingTimeInterval(Double(days) * 86400))
                try await person.git("pull", "--quiet", "--rebase", "origin", "main")
                try await person.commit(Self.config(region))
                try await person.git("push", "--quiet", "origin", "main")
                try await eventually("the change \(index) is published", within: .seconds(120)) {
                    let path = "main:manifests/images/config.yaml/_ungrouped.json"
                    let text = try? await GitFixture.git(["show", path], in: stage.path("clock.git"))
                    return text?.contains(region) == true && text?.contains(#""status": "published""#) == true
                }
                #expect(daemon.program.written.contains("\(year)-"), "the clock did not jump")
                #expect(!daemon.program.written.contains("unit failed"), "\(daemon.program.written)")
            }
            let repository = try await daemon.api("/repositories")["repositories"]?[0]
            #expect(repository?["failures"]?.integerValue == 0, "\(daemon.program.written.suffix(2000))")
            #expect(try await daemon.get("/metrics").contains(/awspub_bot_run_duration_seconds_sum\{[^}]*\} [0-9]/))
            try await daemon.stop()
        }
    }

    private static func config(_ region: String) -> [String: String?] {
        let text = """
            awspub:
              s3: {bucket_name: images}
              source: {path: image.raw, architecture: x86_64}
              images: {"clock": {boot_mode: uefi, regions: [\(region)]}}
            """
        return ["images/config.yaml": text, "images/image.raw": "the disk"]
    }
}
