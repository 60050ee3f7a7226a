import AWSSandbox
import CanonicalJSON
import Digest
import Foundation
import TestSupport
import Testing

/// Secrets of every kind, in the settings and the environment of a daemon and of `sync`: nothing that comes out holds one.
struct CanaryTests {
    private static let mark = PlantedSecrets.mark
    private var mark: String { Self.mark }
    private static let config: [String: String?] = [
        "images/config.yaml": """
        awspub:
          s3: {bucket_name: images}
          source: {path: image.raw, architecture: x86_64}
          images: {"one": {boot_mode: uefi, regions: [us-east-1], public: true}}
        """, "images/image.raw": "the disk",
    ]

    /// AWS's shared files: keys that nobody knows, and a single sign-on.
    private static func accounts(in folder: TemporaryFolder) throws -> [String: String] {
        try folder.write(
            "[planted]\naws_access_key_id = AKIACANARYEXAMPLE000\naws_secret_access_key = \(mark)-aws-secret\naws_session_token = \(mark)-aws-session\n",
            to: "aws/credentials")
        try folder.write(
            """
            [profile planted]
            region = us-east-1
            [profile sso]
            sso_session = corp
            sso_account_id = 123456789012
            sso_role_name = publisher
            [sso-session corp]
            sso_start_url = https://example.com/start
            sso_region = us-east-1

            """, to: "aws/config")
        let token =
            #"{"accessToken":"\#(mark)-sso-access","refreshToken":"\#(mark)-sso-refresh","clientId":"\#(mark)-sso-client","#
            + #""clientSecret":"\#(mark)-sso-secret","expiresAt":"2099-01-01T00:00:00Z","region":"us-east-1","startUrl":"https://example.com/start"}"#
        try folder.write(token, to: ".aws/sso/cache/\(SHA1.hex("corp")).json")
        return [
            "AWS_CONFIG_FILE": folder.path("aws/config"), "AWS_SHARED_CREDENTIALS_FILE": folder.path("aws/credentials"), "HOME": folder.path,
        ]
    }

    @Test("a daemon at its most talkative, with everything that can go wrong going wrong")
    func daemon() async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        try await PublicationStage.with(template) { stage in
            for name in ["good", "wrong", "url", "planted", "sso", "hooked", "proxied"] {
                let person = try await GitFixture(at: stage.path("work-\(name)"))
                try await person.commit(Self.config)
                try await person.makeRemote(at: stage.path("served/\(name).git"))
                try await GitHTTPServer.allowPush(to: stage.path("served/\(name).git"))
            }
            let hook = stage.path("served/hooked.git/hooks/pre-receive")
            try Data("#!/bin/sh\necho refused; exit 1\n".utf8).write(to: URL(filePath: hook))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
            let server = try await GitHTTPServer(root: stage.path("served"), user: ("git", "\(mark)-git-token"))
            let key = try await SSHSigningKey(in: folder.path, name: "bot")
            let privateLine = try String(contentsOfFile: key.file, encoding: .utf8).split(separator: "\n")[2]
            let planted = PlantedSecrets([SandboxConfiguration.secretAccessKey, String(privateLine), Self.basic("\(mark)-git-token")])
            let settings = try Self.settings(server.url, key.file, in: folder)
            var environment = stage.environment.merging(try Self.accounts(in: folder)) { $1 }
            environment["PATH"] = try planted.recordingPrograms(["git", "ssh-keygen"], in: stage.path("programs"))
            let variables = environment
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await planted.watchProcesses() }
                let daemon = try await ServingProgram(
                    in: stage.path("."), settings, environment: variables, arguments: ["--log-level", "trace"])
                try await Self.provoke(daemon, stage, planted, folder)
                try await daemon.stop()
                planted.take(daemon.program.written, from: "the log")
                group.cancelAll()
            }
            for folder in ["state", "programs"] { try planted.takeFiles(in: stage.path(folder)) }
            for name in ["good", "hooked"] {
                let history = try await GitFixture.git(["log", "--patch", "--all", "--format=fuller"], in: stage.path("served/\(name).git"))
                planted.take(history, from: "the history of \(name)")
            }
            planted.expectNone()
            #expect(planted.sources.isSuperset(of: ["the log", "/metrics", "the events", "the history of good"]))
            withExtendedLifetime(server) {}
        }
    }

    private static func basic(_ token: String) -> String { Data("git:\(token)".utf8).base64EncodedString() }

    private static func settings(_ url: String, _ key: String, in folder: TemporaryFolder) throws -> String {
        let token = try folder.write("\(mark)-git-token\n", to: "token")
        let wrong = try folder.write("\(mark)-git-wrong\n", to: "wrong-token")
        let webhook = try folder.write("\(mark)-webhook\n", to: "webhook")
        let api = try folder.write("\(mark)-api\n", to: "api")
        try folder.write("header = \"Authorization: Bearer \(mark)-api\"\n", to: "right.curl")
        try folder.write("header = \"Authorization: Bearer \(mark)-api-wrong\"\n", to: "wrong.curl")
        func entry(_ name: String, _ more: String) -> String { "  - {name: \(name), url: '\(url)/\(name).git', interval: 2s, \(more)}\n" }
        let withURL = url.replacing("http://", with: "http://robot:\(mark)-url-password@")
        let good = "credentials: {token_file: \(token)}"
        return "api_token_file: \(api)\nrepositories:\n"
            + entry("good", "\(good), webhook: {forge: github, secret_files: [\(webhook)]}, results: {sign: {ssh_key: \(key)}}")
            + entry("wrong", "credentials: {token_file: \(wrong)}") + entry("planted", "\(good), aws: {aws: {profile: planted}}")
            + entry("sso", "\(good), aws: {aws: {profile: sso, region: us-east-1}}") + entry("hooked", good)
            + entry("proxied", "\(good), proxy: 'http://robot:\(mark)-proxy@127.0.0.1:1'")
            + "  - {name: url, url: '\(withURL)/url.git', interval: 2s}\n"
    }

    /// Waits until everything has gone well or wrong as it should, and takes what the daemon's server says.
    private static func provoke(_ daemon: ServingProgram, _ stage: PublicationStage, _ planted: PlantedSecrets, _ folder: TemporaryFolder)
        async throws
    {
        try await eventually("the good one is published") {
            try await GitFixture.git(["ls-tree", "main", "manifests/.state.json"], in: stage.path("served/good.git")) != ""
        }
        try await eventually("the others have failed: \(daemon.program.written.suffix(3000))") {
            let log = daemon.program.written
            let units = log.matches(of: /unit failed.*repository=(planted|sso)/).count
            let refused = log.matches(of: /refuses the credentials.*repository=(wrong|url)/).count
            return units >= 2 && refused >= 2 && log.contains("refuses the push") && log.contains("cannot be reached")
        }
        for path in ["/metrics", "/healthz", "/readyz"] + ["status", "repositories", "units", "runs", "openapi.json"].map({ "/api/v1/\($0)" }) {
            planted.take(try await daemon.get(path), from: path)
        }
        for run in try await daemon.api("/runs")["runs"]?.arrayValue ?? [] {
            let id = run["id"]?.stringValue ?? ""
            planted.take(try await daemon.get("/api/v1/runs/\(id)"), from: "a run")
            planted.take(try await daemon.get("/api/v1/runs/\(id)/log"), from: "the log of a run")
        }
        let base = "http://127.0.0.1:\(daemon.port)"
        for request in [
            ["--request", "POST", "--config", folder.path("right.curl"), "\(base)/api/v1/repositories/wrong/sync"],
            ["--request", "POST", "--config", folder.path("wrong.curl"), "\(base)/api/v1/repositories/wrong/sync"],
            [
                "--data", "{}", "--header", "X-Hub-Signature-256: sha256=\(HMACSHA256.code(key: Array("\(mark)-webhook".utf8), message: "{}").hex)",
                "\(base)/webhooks/good",
            ],
            ["--data", "{}", "--header", "X-Hub-Signature-256: sha256=00", "\(base)/webhooks/good"],
        ] {
            let answer = try await BotProgram.run("curl", ["--silent", "--include"] + request, BotProgram().variables).output
            planted.take(answer, from: "an answer")
        }
        let events = try RunningProgram.curl("http://127.0.0.1:\(daemon.port)/api/v1/events", headers: ["Last-Event-ID: 1"])
        try await eventually("there are events") { events.written.contains("\"name\":\"wrong\"") }
        planted.take(events.written, from: "the events")
    }

    @Test(
        "what is wrong with settings is told without the secret",
        arguments: [
            "url: 'ftp://robot:canary-url@127.0.0.1/x.git'", "url: 'ssh://robot:canary-url@127.0.0.1/x.git'",
            "url: 'https://robot:canary-url@/x.git'", "url: 'https://robot:canary url@127.0.0.1/x.git'", "url: 'robot:canary-url@127.0.0.1'",
            "url: /r, proxy: 'http://robot:canary-proxy@127.0.0.1:1'", "url: 'https://127.0.0.1/x', proxy: 'ftp://robot:canary-proxy@x'",
        ])
    func wrongSettings(entry: String) async throws {
        let folder = try TemporaryFolder()
        let settings = try folder.write("state_dir: \(folder.path("state"))\nrepositories:\n  - {name: a, \(entry)}\n", to: "settings.yaml")
        let ending = try await BotProgram().run("serve", "--settings", settings)
        #expect(ending.code == 2 && ending.errors.contains("settings.yaml:3:"), "\(ending.errors)")
        #expect(!(ending.errors + ending.output).contains("canary"), "\(ending.errors)")
    }

    @Test("`sync`, with a token in the environment, one in the URL, and keys that AWS does not know")
    func sync() async throws {
        let folder = try TemporaryFolder()
        try await PublicationStage.with(try await PublicationStage.makeTemplate(in: folder)) { stage in
            let person = try await GitFixture(at: stage.path("work"))
            try await person.commit(Self.config)
            try await person.makeRemote(at: stage.path("served/remote.git"))
            try await GitHTTPServer.allowPush(to: stage.path("served/remote.git"))
            let server = try await GitHTTPServer(root: stage.path("served"), user: ("git", "\(mark)-git-token"))
            let planted = PlantedSecrets([SandboxConfiguration.secretAccessKey, Self.basic("\(mark)-git-token")])
            let right = stage.environment.merging(["AWSPUB_BOT_GIT_TOKEN": "\(mark)-git-token"]) { $1 }
            let refused = right.merging([
                "AWS_ACCESS_KEY_ID": "AKIACANARYEXAMPLE000", "AWS_SECRET_ACCESS_KEY": "\(mark)-aws-secret",
                "AWS_SESSION_TOKEN": "\(mark)-aws-session",
            ]) { $1 }
            let url = "\(server.url)/remote.git"
            let runs: [(code: Int, environment: [String: String])] = [
                (4, stage.environment.merging(["AWSPUB_BOT_GIT_TOKEN": "\(mark)-git-wrong"]) { $1 }), (1, refused), (0, right),
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await planted.watchProcesses() }
                for run in runs {
                    for level in ["trace", "info"] {
                        let arguments = [
                            "sync", "--repo", url, "--state-dir", stage.path("sync"), "--log-level", level, "--report", stage.path("report.json"),
                        ]
                        let ending = try await BotProgram(environment: run.environment).run(arguments)
                        #expect(ending.code == run.code, "\(ending.errors)")
                        planted.take(ending.output + ending.errors, from: "sync")
                    }
                }
                group.cancelAll()
            }
            try planted.takeFiles(in: stage.path("sync"))
            planted.take(try String(contentsOfFile: stage.path("report.json"), encoding: .utf8), from: "the report")
            planted.take(try await GitFixture.git(["log", "--patch", "--all"], in: stage.path("served/remote.git")), from: "the history")
            planted.expectNone()
            withExtendedLifetime(server) {}
        }
    }
}
