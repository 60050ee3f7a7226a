import Digest
import Foundation
import Git

/// Where the user's own files lie, by the XDG base directory specification.
struct UserDirectories {
    private let environment: [String: String]

    init(environment: [String: String]) { self.environment = environment }

    /// Digests of files: can be deleted at any time.
    var digests: String? { directory("XDG_CACHE_HOME", ".cache").map { "\($0)/digests" } }

    /// Notifications that were sent. Those sent to another endpoint than AWS's own are kept apart, since they were for other people.
    var notifications: String? {
        let endpoint = environment["AWS_ENDPOINT_URL_SNS"] ?? environment["AWS_ENDPOINT_URL"] ?? "aws"
        let name = String(endpoint.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
        return directory("XDG_STATE_HOME", ".local/state").map { "\($0)/notifications/\(name)" }
    }

    /// Where `sync` keeps what it knows of a repository, unless told otherwise.
    func state(of url: RemoteURL) -> String {
        let root =
            directory("XDG_STATE_HOME", ".local/state")
            ?? FileManager.default.temporaryDirectory.appending(path: "awspub-bot").path(percentEncoded: false)
        return "\(root)/repositories/\(SHA256.digest(url.text).hex.prefix(16))"
    }

    private func directory(_ variable: String, _ fallback: String) -> String? {
        if let path = environment[variable], path.hasPrefix("/") { return "\(path)/awspub-bot" }
        return environment["HOME"].map { "\($0)/\(fallback)/awspub-bot" }
    }
}
