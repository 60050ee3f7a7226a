extension GitError {
    /// Makes an error of what git wrote to its standard error. Its wording is that of the C locale.
    init(_ text: String, operation: String, url: RemoteURL) {
        let code = GitError.code(of: text.lowercased())
        self.init(code, operation, GitError.sentence(code, text, url))
    }

    /// What a person reads: what it means, and git's own last words.
    private static func sentence(_ code: Code, _ text: String, _ url: RemoteURL) -> String {
        let words = text.split(separator: "\n").map { $0.trimmingPrefix("remote:").trimmingPrefix(" ") }
            .filter { line in
                ["fatal:", "error:", "ERROR:", "Permission", "Host key", "ssh:", "!"].contains { line.hasPrefix($0) }
                    || line.contains("[remote rejected]")
            }
        let said = words.isEmpty ? String(text.suffix(300)) : words.joined(separator: "; ")
        let meaning: String? =
            switch code {
            case .accessDenied: "\(url) refuses the credentials, or wants some"
            case .hostKeyUnknown: "the host key of \(url) is not the one in the known hosts; check it and add it there"
            case .repositoryMissing: "there is no repository at \(url), or these credentials may not see it"
            case .unreachable: "\(url) cannot be reached"
            case .branchMissing: "\(url) has no such branch"
            case .timedOut: "\(url) stopped answering"
            case .notFastForward: "the branch has new commits"
            case .pushRefused: "\(url) refuses the push"
            default: nil
            }
        return meaning.map { "\($0) (\(said.prefix(500)))" } ?? String(said.prefix(800))
    }

    private static func code(of text: String) -> Code {
        let table: [(Code, [String])] = [
            (.hostKeyUnknown, ["host key verification failed", "remote host identification has changed"]),
            (
                .accessDenied,
                [
                    "permission denied (", "permission denied, please", "authentication failed", "could not read username", "could not read password",
                    "the requested url returned error: 401", "the requested url returned error: 403", "too many authentication failures",
                ]
            ),
            (
                .notFastForward,
                ["(fetch first)", "(non-fast-forward)", "stale info", "failed to update ref", "cannot lock ref", "incorrect old value"]
            ),
            (.pushRefused, ["hook declined", "[remote rejected]", "protected branch", "pre-receive"]),
            (.branchMissing, ["couldn't find remote ref"]),
            (.timedOut, ["operation too slow", "timed out during", "operation timed out"]),
            (
                .unreachable,
                [
                    "could not resolve host", "connection refused", "connection timed out", "connection reset", "no route to host",
                    "failed to connect",
                    "couldn't connect", "network is unreachable", "the requested url returned error: 5", "empty reply from server",
                    "connection closed",
                ]
            ),
            (
                .repositoryMissing,
                [
                    "repository not found", "does not appear to be a git repository", "not found", "the requested url returned error: 404",
                    "does not exist",
                ]
            ),
        ]
        return table.first { $0.1.contains(where: text.contains) }?.0 ?? .failed
    }
}
