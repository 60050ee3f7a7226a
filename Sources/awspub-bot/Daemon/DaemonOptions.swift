import ArgumentParser
import Foundation

/// Which daemon is asked, and as whom.
struct DaemonOptions: ParsableArguments {
    static let standardURL = "http://127.0.0.1:8080"

    @Option(
        name: .customLong("daemon"),
        help: ArgumentHelp("Where the daemon listens. Else AWSPUB_BOT_DAEMON, else \(standardURL).", valueName: "url"))
    var url: String?

    @Option(
        name: .customLong("token-file"),
        help: ArgumentHelp("A file with the token of the daemon's API. Else AWSPUB_BOT_API_TOKEN.", valueName: "file"))
    var tokenFile: String?

    /// Returns who speaks to the daemon.
    /// - Throws: `CommandFailure` for a URL that is none, and for a file that cannot be read.
    func client(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> DaemonClient {
        let text = url ?? environment["AWSPUB_BOT_DAEMON"].flatMap { $0.isEmpty ? nil : $0 } ?? Self.standardURL
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, ["http", "https"].contains(scheme), let host = parts.host,
            !host.isEmpty, parts.user == nil, parts.query == nil, parts.fragment == nil
        else { throw CommandFailure(.usage, "--daemon takes a URL such as \(Self.standardURL)") }
        return DaemonClient(
            url: text.hasSuffix("/") ? String(text.dropLast()) : text, isLocal: ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host),
            token: try token(environment))
    }

    private func token(_ environment: [String: String]) throws -> String? {
        guard let tokenFile else { return environment["AWSPUB_BOT_API_TOKEN"].flatMap { $0.isEmpty ? nil : $0 } }
        do { return try SecretFile(tokenFile).token() } catch { throw CommandFailure(.usage, "--token-file: \(error)") }
    }
}
