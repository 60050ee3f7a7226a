import Digest
import Foundation
import TestSupport
import Testing

struct ServeTests {
    /// A real remote made from the sample, a sandbox, and settings for a daemon that polls too seldom to matter.
    struct Place {
        let folder: TemporaryFolder
        let sandbox: SandboxProgram
        var settings: String { folder.path + "/settings.yaml" }
        var portFile: String { folder.path + "/port" }
        var remote: String { folder.path + "/remote.git" }
        var clone: String { folder.path + "/clone" }

        init() async throws {
            folder = try TemporaryFolder()
            sandbox = try await SandboxProgram()
            try folder.write("current\n", to: "current")
            try folder.write("previous\n", to: "previous")
            try folder.write(
                """
                state_dir: \(folder.path)/state
                listen: 127.0.0.1:0
                repositories:
                  - name: images
                    url: \(folder.path)/remote.git
                    interval: 1h
                    webhook: {forge: github, secret_files: [\(folder.path)/current, \(folder.path)/previous]}
                """, to: "settings.yaml")
            try await BotProgram.copySample(to: clone)
            try await git("init", "--quiet", "--bare", "--initial-branch=main", remote)
            try await git("init", "--quiet", "--initial-branch=main")
            try await git("add", "--all")
            try await git("commit", "--quiet", "--message", "start")
            try await git("push", "--quiet", remote, "main")
        }

        @discardableResult
        func git(_ arguments: String..., in folder: String? = nil) async throws -> String {
            let who = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"]
            let ending = try await BotProgram.run("git", ["-C", folder ?? clone] + who + arguments, BotProgram().variables)
            #expect(ending.code == 0, "git \(arguments): \(ending.errors)")
            return ending.output
        }

        /// Pushes what was committed, on top of what the daemon may have pushed by now.
        func push() async throws {
            try await eventually("a person has pushed") {
                try await git("pull", "--quiet", "--rebase", remote, "main")
                return try await BotProgram.run("git", ["-C", clone, "push", "--quiet", remote, "HEAD:main"], BotProgram().variables).code == 0
            }
        }

        /// Waits until the daemon has nothing to do.
        func everythingIsPublished() async throws {
            try await eventually("everything is published") { try await git("ls-tree", "main", "manifests/.state.json", in: remote) != "" }
        }

        func tip() async throws -> String { try await git("ls-remote", remote, "main") }

        func start() async throws -> (program: RunningProgram, port: Int) {
            let program = try RunningProgram(["serve", "--settings", settings, "--port-file", portFile], environment: sandbox.environment)
            try await eventually("the daemon listens") { FileManager.default.fileExists(atPath: portFile) }
            let port = try String(contentsOfFile: portFile, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
            return (program, Int(port) ?? 0)
        }

        /// Sends a delivery with curl, which nobody here wrote.
        func deliver(_ body: String, secret: String, port: Int) async throws -> String {
            let signature = "X-Hub-Signature-256: sha256=" + HMACSHA256.code(key: Array(secret.utf8), message: body).hex
            let arguments = [
                "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--data-binary", body, "--header", signature,
                "--header", "Content-Type: application/json", "http://127.0.0.1:\(port)/webhooks/images",
            ]
            return try await BotProgram.run("curl", arguments, BotProgram().variables).output
        }
    }

    @Test func aSignedDeliveryPublishesAndAWronglySignedOneDoesNothing() async throws {
        let place = try await Place()
        let (program, port) = try await place.start()
        let start = try await place.tip()
        try await place.everythingIsPublished()
        let first = try await place.tip()
        #expect(first != start)

        try await place.git("pull", "--quiet", "--ff-only", place.remote, "main")
        let path = place.clone + "/images/minimal/config.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8).replacing("\"us-west-2\"", with: "\"eu-west-2\"")
        try Data(text.utf8).write(to: URL(filePath: path))
        try await place.git("commit", "--quiet", "--all", "--message", "move")
        try await place.push()
        let merged = try await place.tip()

        #expect(try await place.deliver(#"{"n":1}"#, secret: "guess", port: port) == "401")
        #expect(try await place.tip() == merged)
        #expect(try await place.deliver(#"{"n":2}"#, secret: "previous", port: port) == "202")
        try await eventually("the change is published") { try await place.tip() != merged }

        program.signal(SIGTERM)
        #expect(try await program.end() == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: place.folder.path + "/state")[.posixPermissions] as? Int
        #expect(mode == 0o700)
    }

    @Test("5,000 connections that say nothing keep nobody out")
    func silentConnections() async throws {
        let place = try await Place()
        let (program, port) = try await place.start()
        let silent = try RunningProgram.silentConnections(5000, port: port)
        try await eventually("they are open") { silent.written.contains("open") }
        #expect(try await place.deliver(#"{"n":1}"#, secret: "current", port: port) == "202")
        program.signal(SIGTERM)
        #expect(try await program.end() == 0)
        withExtendedLifetime(silent) {}
    }

    @Test func aHangupTakesNewSecretsAndKeepsTheOldOnesWhenTheNewAreWrong() async throws {
        let place = try await Place()
        let (program, port) = try await place.start()
        try place.folder.write("", to: "current")
        program.signal(SIGHUP)
        try await eventually("the wrong secret is told") { program.written.contains("the old ones stay") }
        #expect(try await place.deliver(#"{"n":1}"#, secret: "current", port: port) == "202")
        try place.folder.write("newest", to: "current")
        program.signal(SIGHUP)
        try await eventually("the new secret is read") { program.written.contains("read again") }
        #expect(try await place.deliver(#"{"n":2}"#, secret: "current", port: port) == "401")
        #expect(try await place.deliver(#"{"n":3}"#, secret: "newest", port: port) == "202")
        program.signal(SIGTERM)
        #expect(try await program.end() == 0)
    }

    @Test(arguments: [
        ("state_dir: /tmp/x\nrepositorys: []\n", ":2:1: error: "), ("state_dir: [\n", ":2:1: error: "),
        ("state_dir: /tmp/x\nlisten: nowhere\nrepositories: [{name: a, url: /r}]\n", ":2:9: error: listen: "),
    ])
    func wrongSettingsExitWith2AndAPosition(text: String, place: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "settings.yaml")
        let ending = try await BotProgram().run("serve", "--settings", path)
        #expect(ending.code == 2)
        #expect(ending.errors.contains(path + place), "\(ending.errors)")
    }

    @Test func anEmptySecretRefusesToStart() async throws {
        let place = try await Place()
        try place.folder.write("\n", to: "current")
        let ending = try await BotProgram(environment: place.sandbox.environment).run("serve", "--settings", place.settings)
        #expect(ending.code == 2)
        #expect(ending.errors.contains("is empty"))
    }

    @Test(arguments: ["", " \n"])
    func aTokenFileThatHoldsNothingRefusesToStart(content: String) async throws {
        let place = try await Place()
        let path = try place.folder.write(content, to: "token")
        let settings = try String(contentsOfFile: place.settings, encoding: .utf8)
        for file in [path, "/nonexistent/token"] {
            try place.folder.write("api_token_file: \(file)\n" + settings, to: "settings.yaml")
            let ending = try await BotProgram(environment: place.sandbox.environment).run("serve", "--settings", place.settings)
            #expect(ending.code == 2)
            #expect(ending.errors.contains(":1:1: error: api_token_file: \(file) "), "\(ending.errors)")
        }
    }
}
