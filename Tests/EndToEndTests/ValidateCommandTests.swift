import CanonicalJSON
import Foundation
import TestSupport
import Testing

struct ValidateCommandTests {
    private let folder: TemporaryFolder
    private let bot = BotProgram()

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("disk", to: "image.vmdk")
        try folder.write(Self.config("$name"), to: "one/config.yaml")
        try folder.write("name: a\n", to: "one/config.yaml.mapping")
        try folder.write(Self.config("b"), to: "two/deep/other.yml")
        try folder.write("just: yaml\n", to: "two/values.yaml")
        try folder.write(Self.config("hidden"), to: ".hidden/config.yaml")
    }

    private static func config(_ bucket: String, _ fields: String = "boot_mode: uefi") -> String {
        """
        awspub:
          s3: {bucket_name: "\(bucket)"}
          source: {path: /dev/null, architecture: x86_64}
          images:
            image: {\(fields)}

        """
    }

    private func documents(_ ending: BotProgram.Ending) throws -> [JSON] { try #require(try JSON(parsing: ending.output).arrayValue) }

    @Test("a folder is searched for configs, whose mappings lie beside them")
    func folders() async throws {
        let ending = try await bot.run("validate", "--json", folder.path)
        #expect(ending.code == 0, "\(ending.errors)")
        let all = try documents(ending)
        #expect(all.map { $0["file"]?.stringValue } == [folder.path("one/config.yaml"), folder.path("two/deep/other.yml")])
        #expect(all.map { $0["config"]?["s3"]?["bucket_name"]?.stringValue } == ["a", "b"])
        let empty = try await bot.run("validate", folder.path("two/nothing"))
        #expect(empty.code == 3)
        #expect(empty.errors.contains("two/nothing:1:1: error: the file cannot be read: No such file or directory"))
    }

    @Test("globs that no shell expanded are expanded")
    func globs() async throws {
        let ending = try await bot.run("validate", "--json", folder.path("**/*.yml"))
        #expect(try documents(ending).map { $0["file"]?.stringValue } == [folder.path("two/deep/other.yml")])
        let none = try await bot.run("validate", folder.path("*.toml"))
        #expect(none.code == 2)
        #expect(none.errors.contains("no file matches"))
    }

    @Test("of several configs, each has its own verdict; one that is wrong makes the exit code 3")
    func several() async throws {
        let wrong = try folder.write(Self.config("c", "boot_mode: bios, publik: true"), to: "wrong.yaml")
        let ending = try await bot.run("validate", "--json", folder.path("one/config.yaml"), wrong)
        #expect(ending.code == 3)
        let all = try documents(ending)
        #expect(all[0]["diagnostics"] == [])
        #expect(all[1]["config"] == nil)
        #expect(all[1]["diagnostics"]?.arrayValue?.map { $0["key"]?.stringValue } == ["awspub.images.image.boot_mode", "awspub.images.image.publik"])
        #expect(ending.errors.contains("wrong.yaml:5:24: error: awspub.images.image.boot_mode: one of"))
    }

    @Test("warnings are told and are no errors; a missing file of UEFI variables is one")
    func warnings() async throws {
        let path = try folder.write(Self.config("c", "boot_mode: uefi, uefi_data: nowhere, groups: [a, a]"), to: "warned.yaml")
        let ending = try await bot.run("validate", path)
        #expect(ending.code == 0)
        #expect(ending.output.isEmpty)
        #expect(
            ending.errors.contains("warned.yaml:5:41: warning: awspub.images.image.uefi_data: the file cannot be read: No such file or directory"))
        #expect(ending.errors.contains("a group is named twice"))
    }

    @Test("CI systems get the diagnostics in their own forms")
    func formats() async throws {
        let path = try folder.write(Self.config("c", "boot_mode: bios"), to: "wrong, with 50%.yaml")
        let github = try await bot.run("validate", "--format", "github", path)
        #expect(github.code == 3)
        let name = path.replacing("%", with: "%25").replacing(",", with: "%2C").replacing(":", with: "%3A")
        #expect(github.output.hasPrefix("::error file=\(name),line=5,col=24::awspub.images.image.boot_mode: one of"))
        let gitlab = try documents(try await bot.run("validate", "--format", "gitlab", path))
        #expect(gitlab.first?["location"] == ["path": .string(path), "lines": ["begin": 5]])
        #expect(gitlab.first?["severity"] == "critical")
        let sarif = try JSON(parsing: try await bot.run("validate", "--format", "sarif", path).output)
        #expect(sarif["version"] == "2.1.0")
        #expect(sarif["runs"]?[0]?["columnKind"] == "unicodeCodePoints")
        let result = sarif["runs"]?[0]?["results"]?[0]
        #expect(result?["level"] == "error")
        let uri = result?["locations"]?[0]?["physicalLocation"]?["artifactLocation"]?["uri"]?.stringValue
        #expect(uri?.hasPrefix("file:///") == true)
        #expect(uri?.hasSuffix("/wrong,%20with%2050%25.yaml") == true, "\(uri ?? "none")")
        let twice = try folder.write("# $\n# $\n", to: "twice.yaml")
        let findings = try documents(try await bot.run("validate", "--format", "gitlab", twice))
        #expect(Set(findings.compactMap { $0["fingerprint"]?.stringValue }).count == 2)
        #expect(result?["locations"]?[0]?["physicalLocation"]?["region"] == ["startLine": 5, "startColumn": 24])
    }

    @Test("on a terminal, the line is shown with a caret below the place")
    func excerpt() async throws {
        let path = try folder.write(Self.config("c", "boot_mode: bios"), to: "wrong.yaml")
        let ending = try await BotProgram.run("script", ["-qec", "'\(BotProgram.path)' validate '\(path)'", "/dev/null"], bot.variables)
        #expect(ending.output.contains(" 5 |     image: {boot_mode: bios}"), "\(ending.output)")
        #expect(ending.output.contains("   |                        ^"))
    }

    @Test("of a long line the part around the place is shown; wide characters take two cells, and what a config holds is never sent as it is")
    func excerptsOnTerminals() async throws {
        let tags = (0..<60).map { "k\($0): v" }.joined(separator: ", ")
        let path = try folder.write(Self.config("c", "boot_mode: \"\\e[31m\", tags: {日本: 7, \(tags), bad: 7, \(tags.uppercased())}"), to: "long.yaml")
        let command = "stty cols 60; '\(BotProgram.path)' validate '\(path)'"
        let output = try await BotProgram.run("script", ["-qec", command, "/dev/null"], bot.variables).output
        let lines = output.split(whereSeparator: \.isNewline)
        #expect(lines.contains { $0.contains("bad: 7") && $0.contains("…") && $0.count < 60 }, "\(output)")
        #expect(lines.contains { $0.hasPrefix(" 5 | …") })
        #expect(!output.contains("\u{1B}[31m"))
        #expect(output.contains("“\\u{1B}[31m”"))
    }

    @Test("pipes, devices and links in circles in a folder are passed over")
    func unusualFiles() async throws {
        try folder.write(Self.config("c"), to: "odd/config.yaml")
        #expect(mkfifo(folder.path("odd/pipe.yaml"), 0o600) == 0)
        #expect(symlink("/dev/zero", folder.path("odd/zero.yaml")) == 0)
        #expect(symlink("circle.yaml", folder.path("odd/circle.yaml")) == 0)
        let ending = try await bot.run("validate", "--json", folder.path("odd"))
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(try documents(ending).count == 1)
    }
}
