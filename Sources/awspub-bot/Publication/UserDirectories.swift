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

    private func directory(_ variable: String, _ fallback: String) -> String? {
        if let path = environment[variable], path.hasPrefix("/") { return "\(path)/awspub-bot" }
        return environment["HOME"].map { "\($0)/\(fallback)/awspub-bot" }
    }
}
