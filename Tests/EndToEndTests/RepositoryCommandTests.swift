import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `plan` and `sync` as commands: what they print, and how they exit.
struct RepositoryCommandTests {
    private let bot = BotProgram()
    private let folder: TemporaryFolder
    private let person: GitFixture

    static let config =
        "awspub:\n  s3: {bucket_name: b}\n  source: {path: image.vmdk, architecture: x86_64}\n  images:\n    one: {boot_mode: uefi, regions: [us-east-1], groups: [stable]}\n"

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
    }

    private func sync(_ repository: String, branch: String = "main") async throws -> BotProgram.Ending {
        try await bot.run("sync", "--repo", repository, "--branch", branch, "--state-dir", folder.path("state"), "--quiet")
    }

    @Test("a repository without configs is fine")
    func noConfigs() async throws {
        try await person.commit(["README.md": "nothing here"])
        let ending = try await sync(person.path)
        #expect(ending.code == 0, "\(ending.errors)")
    }

    @Test("a remote that cannot be followed exits 4 and says why")
    func refusals() async throws {
        let empty = try await sync(person.path)
        #expect(empty.code == 4)
        #expect(empty.errors.contains("has no commits yet"))
        try await person.commit(["a": "1"])
        let branch = try await sync(person.path, branch: "other")
        #expect(branch.code == 4)
        #expect(branch.errors.contains("has no branch “other”; it has main"))
        let missing = try await sync(folder.path("missing"))
        #expect(missing.code == 4)
        #expect(missing.errors.contains("there is no repository at"))
    }

    @Test("an invalid config exits 3 with its place, and commits nothing")
    func invalid() async throws {
        let head = try await person.commit(["a/config.yaml": RepositoryCommandTests.config.replacing("uefi", with: "floppy"), "a/image.vmdk": "x"])
        let ending = try await sync(person.path)
        #expect(ending.code == 3)
        #expect(
            ending.errors.contains("a/config.yaml:5:22: error: awspub.images.one.boot_mode: one of legacy-bios, uefi, uefi-preferred is allowed here")
        )
        #expect(try await person.git("rev-parse", "main") == head)
    }

    @Test(
        "what is wrong with the options exits 2",
        arguments: [
            ["sync"], ["sync", "--repo", "ext::sh -c id"], ["sync", "--repo", "/x", "--git-timeout", "0"],
            ["sync", "--repo", "/x", "--git-token-file", "/nonexistent"],
            ["plan", "--repo", "/x"], ["plan", "--repo", "/x", "--base", "a", "--head", "b", "--json", "--markdown"],
        ])
    func usage(arguments: [String]) async throws {
        let ending = try await bot.run(arguments)
        #expect(ending.code == 2, "\(ending.errors)")
        #expect(ending.output.isEmpty)
    }

    @Test("a plan tells units, reasons and actions, as data and as Markdown")
    func plan() async throws {
        let base = try await person.commit(["a/config.yaml": RepositoryCommandTests.config, "a/image.vmdk": "x"])
        try await person.git("switch", "--quiet", "--create", "change")
        let head = try await person.commit(["a/config.yaml": RepositoryCommandTests.config.replacing("[us-east-1]", with: "[us-east-1, eu-west-3]")])
        let ending = try await bot.run("plan", "--repo", person.path, "--base", "main", "--head", "change", "--json")
        #expect(ending.code == 0, "\(ending.errors)")
        let plan = try JSON(parsing: ending.output)
        #expect(plan["base"]?.stringValue == base)
        #expect(plan["head"]?.stringValue == head)
        #expect(plan["units"]?.arrayValue?.count == 1)
        #expect(plan["units"]?[0]?["config"] == "a/config.yaml")
        #expect(plan["units"]?[0]?["group"] == "stable")
        #expect(plan["units"]?[0]?["reasons"] == [["field": "images.one.regions", "change": "+ eu-west-3"]])
        #expect(plan["units"]?[0]?["actions"]?.arrayValue?.isEmpty == false)
        #expect(plan["diagnostics"] == [])
        let markdown = try await bot.run("plan", "--repo", person.path, "--base", base, "--head", head, "--markdown")
        #expect(markdown.output.contains("| images.one.regions | + eu-west-3 |"))
        let nothing = try await bot.run("plan", "--repo", person.path, "--base", "main", "--head", "main")
        #expect(nothing.output.contains("Nothing to do"))
        let unknown = try await bot.run("plan", "--repo", person.path, "--base", "main", "--head", "nonsense")
        #expect(unknown.code == 4)
    }
}
