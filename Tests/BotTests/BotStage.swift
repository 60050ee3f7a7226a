import AWSPubEngine
import AWSSandbox
import Bot
import CanonicalJSON
import ConfigDiff
import Foundation
import Git
import TestSupport
import Testing

/// A person's repository, its remote behind a server, and a bot that follows it.
struct BotStage: Sendable {
    let folder: TemporaryFolder
    let person: GitFixture
    let remote: String
    let access: RemoteAccess
    let sandbox: RunningSandbox
    var configuration: BotConfiguration
    let events = EventList()

    func sync() async throws -> SyncPass.Summary {
        await events.clear()
        let (stream, continuation) = AsyncStream.makeStream(of: BotEvent.self)
        let summary = try await SyncPass.once(configuration) { continuation.yield($0) }
        continuation.finish()
        for await event in stream { await events.add(event) }
        return summary
    }

    func push(_ files: [String: String?], _ message: String = "change") async throws {
        try await person.git("pull", "--quiet", "--rebase", "origin", "main")
        try await person.commit(files, message)
        // The bot may be faster.
        for attempt in 1... {
            do {
                try await person.git("push", "--quiet", "origin", "main")
                return
            } catch  where attempt < 10 {
                try await person.git("pull", "--quiet", "--rebase", "origin", "main")
            }
        }
    }

    func manifest(_ path: String) async throws -> JSON {
        try JSON(parsing: try await GitFixture.git(["show", "main:manifests/\(path)"], in: remote))
    }

    func tip() async throws -> String { try await GitFixture.git(["rev-parse", "main"], in: remote) }

    enum Transport: String, CaseIterable, Sendable {
        case http
        case ssh
    }

    actor EventList {
        private(set) var started: [String] = []
        private(set) var held: [String] = []

        func clear() { (started, held) = ([], []) }

        func add(_ event: BotEvent) {
            if case .started(let due, _) = event { started.append("\(due.unit)") }
            if case .held(let unit, _) = event { held.append("\(unit)") }
        }
    }

    static func with(
        _ transport: Transport, timeScale: Double = 20, _ body: @Sendable (BotStage) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let person = try await GitFixture(at: folder.path("work"))
        try await person.commit(SyncTests.files, "images")
        let remote = folder.path("served/remote.git")
        try await person.makeRemote(at: remote)
        try await GitHTTPServer.allowPush(to: remote)
        let http = try await GitHTTPServer(root: folder.path("served"), user: ("git", "token"))
        try FileManager.default.createDirectory(atPath: folder.path("ssh"), withIntermediateDirectories: true)
        let ssh = try await SSHServer(folder: folder.path("ssh"))
        let environment = ProcessInfo.processInfo.environment
        let access =
            switch transport {
            case .http:
                RemoteAccess(
                    url: try RemoteURL("\(http.url)/remote.git"), credentials: BasicCredentials(user: "git", password: "token"),
                    environment: environment)
            case .ssh:
                RemoteAccess(url: try RemoteURL(ssh.url(of: remote)), sshKey: ssh.clientKey, knownHosts: ssh.knownHosts, environment: environment)
            }
        var settings = SandboxConfiguration()
        settings.buckets = ["images": "us-east-1"]
        settings.timing.scale = timeScale
        try await withSandbox(settings) { sandbox in
            let account = try AWSAccount(environment: [
                "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID, "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey,
                "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_REGION": "us-east-1", "HOME": folder.path,
            ])
            let configuration = BotConfiguration(
                remote: access, stateDirectory: folder.path("state"), account: account,
                policy: PollPolicy(first: .milliseconds(5), longest: .milliseconds(50), consistencyWindow: .seconds(2)))
            try await body(BotStage(folder: folder, person: person, remote: remote, access: access, sandbox: sandbox, configuration: configuration))
        }
        withExtendedLifetime((http, ssh)) {}
    }
}
