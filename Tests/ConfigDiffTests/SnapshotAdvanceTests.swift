import ConfigDiff
import Git
import ImageConfig
import TestSupport
import Testing

/// Reading a commit by what differs gives what reading all of it gives.
struct SnapshotAdvanceTests {
    private static func config(_ source: String, _ tag: Int) -> String {
        "awspub:\n  s3: {bucket_name: b}\n  source: {path: \(source), architecture: x86_64}\n  images:\n"
            + "    $name: {boot_mode: uefi, regions: [us-east-1], groups: [g\(tag % 3)], tags: {n: '\(tag)'}}\n"
    }

    /// Files that come, change and go: configs and what they depend on, right and wrong.
    private static func files(_ random: inout SystemRandomNumberGenerator) -> [String: [UInt8]?] {
        var files: [String: [UInt8]?] = [:]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let (folder, number) = ("f\(Int.random(in: 0..<3, using: &random))", Int.random(in: 0..<9, using: &random))
            let sources = ["disk", "../shared/disk", "none", "/srv/disk", "link"]
            let choices: [(String, String?)] = [
                ("\(folder)/config.yaml", config(sources.randomElement(using: &random) ?? "disk", number)),
                ("\(folder)/config.yaml", nil), ("\(folder)/other.yml", "not: a config\n"), ("\(folder)/other.yml", config("disk", number)),
                ("\(folder)/config.yaml.mapping", "name: image-\(number)\n"), ("\(folder)/config.yaml.mapping", nil),
                ("\(folder)/config.yaml.mapping", "nam: x\n"), ("\(folder)/disk", "disk \(number)"), ("\(folder)/disk", nil),
                ("shared/disk", "shared \(number)"), ("shared/disk", nil), ("notes/\(number).txt", "text"),
                ("manifests/x/\(number).json", "{}"), ("\(folder)/config.yaml/deeper.yaml", config("disk", number)),
                (
                    "\(folder)/disk",
                    "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "\(number)", count: 64))\nsize 9\n"
                ),
            ]
            if let (path, text) = choices.randomElement(using: &random) { files[path] = .some(text.map { Array($0.utf8) }) }
        }
        if Int.random(in: 0..<12, using: &random) == 0 {
            let settings = [
                "configs: ['**/config.yaml']\n", "configs: ['**/*.yml']\n", "results: out\n", "mappings: {f0/config.yaml: f1/config.yaml.mapping}\n",
            ]
            files[".awspub-bot.yaml"] = .some(settings.randomElement(using: &random).map { Array($0.utf8) })
        }
        return files
    }

    @Test("over a hundred random commits, one after the other, forwards and backwards")
    func randomCommits() async throws {
        let folder = try TemporaryFolder()
        let repository = try Repository.create(at: folder.path("r.git"))
        let author = CommitAuthor(name: "Tester", email: "tester@example.com")
        let reader = SnapshotReader(repository: repository)
        var random = SystemRandomNumberGenerator()
        var tip = try #require(try await repository.makeCommit(changing: ["README": Array("r".utf8)], on: nil, message: "first", author: author))
        var snapshot = try await reader.read(tip)
        var invalid = 0
        for _ in 0..<150 {
            // Files cannot be where folders are; git would refuse such a tree.
            guard let made = try? await repository.makeCommit(changing: Self.files(&random), on: tip, message: "next", author: author) else {
                continue
            }
            let (whole, ahead) = (try await reader.read(made), try await reader.read(made, after: snapshot))
            #expect(ahead.facts == whole.facts)
            #expect(try await reader.read(tip, after: whole).facts == snapshot.facts)
            if let touched = try await reader.difference(from: snapshot, to: made)?.touched {
                let differing = Set(whole.configs.keys).union(snapshot.configs.keys).filter {
                    whole.configs[$0]?.facts != snapshot.configs[$0]?.facts
                }
                #expect(differing.isSubset(of: touched))
            }
            invalid += whole.allDiagnostics.isEmpty ? 0 : 1
            (tip, snapshot) = (made, ahead)
        }
        #expect(invalid > 0)
    }
}

extension CommitSnapshot {
    /// All that a snapshot says, for comparing.
    var facts: [String] { [commit.hex, "\(settings.hashValue)"] + diagnostics.map(\.description) + configs.values.map(\.facts).sorted() }
}

extension ConfigState {
    var facts: String {
        let units = units.map { "\($0) \(fingerprint(of: $0.group) ?? "")" }
        return "\(path) \(units) \(diagnostics) \(source)"
    }
}
