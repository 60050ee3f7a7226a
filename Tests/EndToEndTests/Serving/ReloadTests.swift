import AWSSandbox
import CanonicalJSON
import Digest
import Foundation
import TestSupport
import Testing

/// A daemon that is told to read its settings again.
struct ReloadTests {
    /// A repository with one image, in one region beside the bucket's.
    private static func repository(_ name: String, region: String, branch: String = "main", on stage: PublicationStage) async throws {
        let person = try await GitFixture(at: stage.path("work-\(name)"))
        try await person.commit(["README.md": "nothing to publish"])
        try await person.makeRemote(at: stage.path("\(name).git"))
        let config = """
            awspub:
              s3: {bucket_name: images}
              source: {path: image.raw, architecture: x86_64}
              images: {"\(name)": {boot_mode: uefi, regions: [\(region)]}}
            """
        try await person.commit(["images/config.yaml": config, "images/image.raw": "the disk of \(name)"])
        try await person.git("push", "--quiet", "origin", "HEAD:\(branch)")
    }

    private static func entry(_ name: String, on stage: PublicationStage, _ more: String = "") -> String {
        "  - {name: \(name), url: \(stage.path("\(name).git")), interval: 1h\(more)}\n"
    }

    private static func isPublished(_ name: String, branch: String = "main", on stage: PublicationStage) async throws -> Bool {
        try await GitFixture.git(["ls-tree", "-r", "--name-only", branch], in: stage.path("\(name).git")).contains("_ungrouped.json")
    }

    @Test("repositories come, change and go; one that is the same goes on with what it does")
    func reload() async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        let slow = FaultRule(.latency, service: "ec2", action: "CopySnapshot", region: "eu-west-1", times: 4, seconds: 1.5)
        try await PublicationStage.with(template, faults: [slow]) { stage in
            for (name, region) in [("steady", "eu-west-1"), ("leaving", "us-west-2"), ("coming", "ap-south-1")] {
                try await Self.repository(name, region: region, on: stage)
            }
            try await Self.repository("moving", region: "us-west-2", branch: "release", on: stage)
            let steady = Self.entry("steady", on: stage)
            let daemon = try await ServingProgram(
                in: stage.path("."), "workers: 1\nrepositories:\n" + steady + Self.entry("leaving", on: stage) + Self.entry("moving", on: stage),
                environment: stage.environment)
            try await eventually("the steady one is at work, and all were looked at") {
                guard stage.sandbox.calls().contains(where: { $0.action == "CopySnapshot" && $0.region == "eu-west-1" }) else { return false }
                return try await daemon.api("/repositories")["repositories"]?.arrayValue?.allSatisfy { $0["last_look"] != .null } == true
            }
            let said = try await daemon.reload(
                "workers: 3\nrepositories:\n" + Self.entry("coming", on: stage) + steady + Self.entry("moving", on: stage, ", branch: release"))
            #expect(said.contains("read again added=coming changed=moving removed=leaving"), "\(said)")
            for (name, branch) in [("steady", "main"), ("coming", "main"), ("moving", "release")] {
                try await eventually("\(name) is published") { try await Self.isPublished(name, branch: branch, on: stage) }
            }
            #expect(try await daemon.ended("steady") == ["published"])
            let names = try await daemon.api("/repositories")["repositories"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
            #expect(names == ["coming", "steady", "moving"])
            #expect(try await daemon.api("/status")["unannounced_changes"]?.integerValue == 0)
            #expect(FileManager.default.fileExists(atPath: stage.path("state/leaving")))
            #expect(daemon.program.written.contains("stopped repository=leaving"))
            #expect(!daemon.program.written.contains("stopped repository=steady"))
            try await daemon.stop()
        }
    }

    @Test("one that is removed in the middle of a run stops at its next safe point, and goes on from there when it is back")
    func removedAtWork() async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        let undisturbed = try await PublicationStage.undisturbed(template).facts
        let hold = FaultRule(.hold, service: "ec2", action: "RegisterImage", region: "eu-west-1", skip: 1, times: 1, processed: true)
        try await PublicationStage.with(template, faults: [hold]) { stage in
            try await Self.repository("other", region: "us-west-2", on: stage)
            let entries = (remote: Self.entry("remote", on: stage), other: Self.entry("other", on: stage))
            let held = stage.sandbox.heldCalls()
            let daemon = try await ServingProgram(in: stage.path("."), "repositories:\n" + entries.remote, environment: stage.environment)
            _ = await held.first { _ in true }
            #expect(try await daemon.reload("repositories:\n" + entries.other).contains("added=other removed=remote"))
            try await eventually("it has stopped") { daemon.program.written.contains("stopped repository=remote") }
            try await eventually("the other is published") { try await Self.isPublished("other", on: stage) }
            #expect(try await daemon.api("/runs")["runs"]?.arrayValue?.count { $0["state"]?.stringValue == "stopped" } == 1)
            #expect(try await daemon.reload("repositories:\n" + entries.remote).contains("added=remote removed=other"))
            try await eventually("all is published") {
                try await GitFixture.git(["ls-tree", "main", "manifests/.state.json"], in: stage.remote) != ""
            }
            try await daemon.stop()
            #expect(undisturbed.surplus(over: stage.facts) == [])
            // Snapshots and objects are named for the disk.
            let disk = SHA256.digest("the disk of other").hex
            #expect(stage.facts.surplus(over: undisturbed).filter { !$0.contains(" other ") && !$0.contains(disk) } == [])
        }
    }

    @Test("settings with anything wrong change nothing, and the log says where and why")
    func wrong() async throws {
        let folder = try TemporaryFolder()
        try await GitFixture(at: folder.path("images")).commit(["README.md": "x"])
        try folder.write("\n", to: "empty")
        let entry = "  - {name: images, url: \(folder.path("images")), interval: 1h"
        let daemon = try await ServingProgram(in: folder.path, "repositories:\n\(entry)}\n", environment: [:])
        let more = "repositories:\n  - {name: more, url: \(folder.path("images"))}\n"
        for (text, place, reason) in [
            (more + entry + ", branch: [x]}\n", ":5:", "branch"),
            (more + entry + ", credentials: {token_file: \(folder.path("absent"))}}\n", ":5:", "absent cannot be read"),
            (
                more + entry + ", credentials: {read: {token_file: \(folder.path("empty"))}}}\n", ":5:",
                "read.token_file: \(folder.path("empty")) is empty"
            ),
            (more + entry + ", webhook: {secret_files: [\(folder.path("empty"))]}}\n", ":5:", "empty is empty"),
            (more + entry + ", results: {sign: {ssh_key: \(folder.path("empty"))}}}\n", ":5:", "cannot sign"),
            (more + entry + ", aws: {aws: {profile: nobody}}}\n", ":5:", "“nobody”"),
            (more + entry + ", proxy: 'http://x:1'}\n", ":5:", "proxy"),
            ("api_token_file: \(folder.path("empty"))\n" + more, ":3:1: ", "is empty"),
            ("repositories: []\n", ":3:15: ", "there must be repositories"),
        ] {
            let said = try await daemon.reload(text)
            #expect(said.contains(daemon.settings + place) && said.contains(reason) && said.contains("the old ones stay"), "\(said)")
        }
        try folder.write("state_dir: /elsewhere\nlisten: 127.0.0.1:1\n" + more, to: "settings.yaml")
        let said = try await daemon.hangup()
        #expect(said.contains("settings.yaml:1:1: error: state_dir: it is \(folder.path)/state, and cannot change while the daemon runs"), "\(said)")
        try await eventually("both are told") { daemon.program.written.contains("settings.yaml:2:1: error: listen: it is 127.0.0.1:0, and cannot") }
        try FileManager.default.removeItem(atPath: daemon.settings)
        #expect(try await daemon.hangup().contains("settings.yaml:1:1: error: the settings cannot be read"))
        let names = try await daemon.api("/repositories")["repositories"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
        #expect(names == ["images"])
        #expect(!daemon.program.written.contains("stopped"))
        try await daemon.stop()
    }

    @Test("a new token in the same file counts for git, too")
    func newToken() async throws {
        let folder = try TemporaryFolder()
        let person = try await GitFixture(at: folder.path("work"))
        try await person.commit(["README.md": "x"])
        try await person.makeRemote(at: folder.path("served/remote.git"))
        let server = try await GitHTTPServer(root: folder.path("served"), user: ("git", "newest"))
        try folder.write("old", to: "token")
        let settings = """
            repositories:
              - {name: images, url: \(server.url)/remote.git, interval: 1h, credentials: {token_file: \(folder.path("token"))}}
            """
        let daemon = try await ServingProgram(in: folder.path, settings, environment: [:], arguments: ["--log-level", "debug"])
        try await eventually("the old one is refused") { daemon.program.written.contains("refuses the credentials") }
        try folder.write("newest\n", to: "token")
        #expect(try await daemon.hangup().contains("read again changed=images"))
        try await eventually("the new one is taken") { daemon.program.written.contains("nothing to commit") }
        #expect(try await daemon.hangup().contains("settings and secrets read again\n"))
        try await daemon.stop()
        withExtendedLifetime(server) {}
    }
}
