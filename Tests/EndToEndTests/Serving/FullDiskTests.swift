import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A daemon whose disk is full for a while. Only root can make disks; an ordinary user skips it.
@Suite(.enabled(if: geteuid() == 0, "only root may mount a small disk"))
struct FullDiskTests {
    /// A small disk for as long as the value lives.
    private final class Disk: Sendable {
        let path: String

        /// - Returns: nil where not even root may mount.
        init?(at path: String, size: String) async throws {
            self.path = path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            guard try await BotProgram.run("mount", ["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", path], BotProgram().variables).code == 0 else {
                return nil
            }
        }

        deinit { umount2(path, Int32(MNT_DETACH)) }

        func fill() throws {
            try Data().write(to: URL(filePath: "\(path)/ballast"))
            let file = try FileHandle(forWritingTo: URL(filePath: "\(path)/ballast"))
            let block = Data(count: 4096)
            while (try? file.write(contentsOf: block)) != nil {}
            try? file.close()  // what does not fit is not there
        }

        func empty() throws { try FileManager.default.removeItem(atPath: "\(path)/ballast") }
    }

    private static func config(_ name: String, _ region: String) -> [String: String?] {
        let text = """
            awspub:
              s3: {bucket_name: images}
              source: {path: image.raw, architecture: x86_64}
              images: {"\(name)": {boot_mode: uefi, regions: [\(region)]}}
            """
        let noise = (0..<4000).map { _ in String(UInt64.random(in: 0...UInt64.max)) }.joined()
        return ["images/config.yaml": text, "images/image.raw": "the disk of \(name)", "noise": noise]
    }

    private static func isPublished(_ name: String, in region: String, on stage: PublicationStage) async throws -> Bool {
        let files = try? await GitFixture.git(["show", "main:manifests/images/config.yaml/_ungrouped.json"], in: stage.path("\(name).git"))
        return files?.contains(region) == true && files?.contains(#""status": "published""#) == true
    }

    @Test("it says so and which disk, other repositories go on, and when there is space it goes on by itself")
    func full() async throws {
        let folder = try TemporaryFolder()
        try await PublicationStage.with(try await PublicationStage.makeTemplate(in: folder)) { stage in
            guard let outer = try await Disk(at: stage.path("state"), size: "24m"),
                let inner = try await Disk(at: stage.path("state/small"), size: "2m")
            else { return }
            var people: [String: GitFixture] = [:]
            for name in ["small", "other"] {
                let person = try await GitFixture(at: stage.path("work-\(name)"))
                try await person.commit(Self.config(name, "us-west-2"))
                try await person.makeRemote(at: stage.path("\(name).git"))
                people[name] = person
            }
            let settings =
                "repositories:\n" + ["small", "other"].map { "  - {name: \($0), url: \(stage.path("\($0).git")), interval: 1s}\n" }.joined()
            let daemon = try await ServingProgram(in: stage.path("."), settings, environment: stage.environment)
            for name in ["small", "other"] {
                try await eventually("\(name) is published") { try await Self.isPublished(name, in: "us-west-2", on: stage) }
            }
            try inner.fill()
            for (name, person) in people { try await Self.push(name, person) }
            try await eventually("it is told") { daemon.program.written.contains("there is no space left on the disk") }
            try await eventually("the other is published") { try await Self.isPublished("other", in: "eu-west-1", on: stage) }
            try await eventually("the API tells") {
                try await daemon.api("/repositories")["repositories"]?[0]?["last_error"]?.stringValue?.contains("state/small") == true
            }
            #expect(try await daemon.get("/readyz") == "ready\n")
            try outer.fill()
            #expect(try await daemon.get("/readyz") == "there is no space left on the disk of the state directory\n")
            try outer.empty()
            #expect(try await daemon.get("/readyz") == "ready\n")
            try inner.empty()
            try await eventually("the small one is published") { try await Self.isPublished("small", in: "eu-west-1", on: stage) }
            try await daemon.stop()
            let clones = ["small", "other"].map { stage.path("state/\($0)/clone.git") }
            for clone in clones { #expect(try await GitFixture.git(["fsck", "--no-dangling"], in: clone).isEmpty) }
        }
    }

    private static func push(_ name: String, _ person: GitFixture) async throws {
        try await person.git("pull", "--quiet", "--rebase", "origin", "main")
        try await person.commit(config(name, "eu-west-1"))
        try await person.git("push", "--quiet", "origin", "main")
    }
}
