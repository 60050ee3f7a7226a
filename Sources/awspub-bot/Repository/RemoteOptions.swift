import ArgumentParser
import Foundation
import Git

/// Which repository, and who asks.
struct RemoteOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The repository: https://…, ssh://…, user@host:path, or a path.", valueName: "url"))
    var repo: String?

    @Option(
        name: .customLong("git-token-file"),
        help: ArgumentHelp("A file with the token or password for http. Else AWSPUB_BOT_GIT_TOKEN.", valueName: "file"))
    var tokenFile: String?

    @Option(name: .customLong("git-user"), help: ArgumentHelp("The user name that goes with the token.", valueName: "name"))
    var user = "git"

    @Option(name: .customLong("ssh-key"), help: ArgumentHelp("The private key for ssh.", valueName: "file"))
    var sshKey: String?

    @Option(name: .customLong("known-hosts"), help: ArgumentHelp("The host keys for ssh, as in known_hosts.", valueName: "file"))
    var knownHosts: String?

    @Option(name: .customLong("git-timeout"), help: ArgumentHelp("How long a step with git may go on without progress.", valueName: "seconds"))
    var timeout = 60

    func validate() throws {
        guard (1...86_400).contains(timeout) else { throw ValidationError("--git-timeout takes 1 to 86400 seconds") }
    }

    /// Returns how the remote is reached.
    /// - Throws: `ValidationError` without a repository, `CommandFailure` for files that cannot be read, `GitError` for a URL that is none.
    func access(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> RemoteAccess {
        guard let repo else { throw ValidationError("Missing expected argument '--repo <url>'") }
        for (option, file) in [("--ssh-key", sshKey), ("--known-hosts", knownHosts)] {
            if let file, !FileManager.default.isReadableFile(atPath: file) { throw CommandFailure(.usage, "\(option): \(file) cannot be read") }
        }
        let url: RemoteURL
        do { url = try RemoteURL(repo) } catch { throw CommandFailure(.usage, error.message) }
        let token = try token(environment)
        return RemoteAccess(
            url: url, credentials: token.map { BasicCredentials(user: user, password: $0) }, sshKey: sshKey, knownHosts: knownHosts,
            timeout: .seconds(timeout), environment: environment)
    }

    private func token(_ environment: [String: String]) throws -> String? {
        guard let tokenFile else { return environment["AWSPUB_BOT_GIT_TOKEN"].flatMap { $0.isEmpty ? nil : $0 } }
        do { return try SecretFile(tokenFile).token() } catch { throw CommandFailure(.usage, "--git-token-file: \(error)") }
    }
}
