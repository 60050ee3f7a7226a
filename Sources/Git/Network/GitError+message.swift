extension GitError {
    /// Makes an error of what git wrote to its standard error. Its wording is that of the C locale.
    init(_ text: String, operation: String, url: RemoteURL) {
        let code = GitError.code(of: text.lowercased())
        self.init(code, operation, GitError.sentence(code, text, url))
    }

    /// What a person reads: what it means, and git's own last words. What a server says comes without characters that act on a terminal.
    private static func sentence(_ code: Code, _ text: String, _ url: RemoteURL) -> String {
        let words = text.split(whereSeparator: \.isNewline).compactMap { line -> String? in
            // The words of a hook are the reason of a refusal.
            if code == .pushRefused, line.hasPrefix("remote:") { return printable(line.dropFirst("remote:".count)) }
            let line = line.trimmingPrefix("remote:").trimmingPrefix(" ")
            let isTelling =
                ["fatal:", "error:", "ERROR:", "Permission", "Host key", "ssh:", "!"].contains { line.hasPrefix($0) }
                || line.contains("[remote rejected]")
            return isTelling ? printable(line) : nil
        }.filter { !$0.isEmpty }
        let said = words.isEmpty ? printable(text.suffix(300)) : words.joined(separator: "; ")
        return meaning(code, url).map { "\($0) (\(said.prefix(500)))" } ?? String(said.prefix(800))
    }

    static func timedOut(_ operation: String, patience: Duration, limit: Duration) -> GitError {
        GitError(
            .timedOut, operation,
            "nothing came of it for \(patience.components.seconds) s, or no end in \(limit.components.seconds) s; the server may be stuck, or unreachable"
        )
    }

    private static func meaning(_ code: Code, _ url: RemoteURL) -> String? {
        switch code {
        case .accessDenied: "\(url) refuses the credentials, or wants some"
        case .hostKeyUnknown: "the host key of \(url) is not in the known hosts; check it and add it there"
        case .hostKeyChanged: "\(url) has another host key than the known hosts say; find out why before you change it there"
        case .certificateUntrusted: "nobody who is trusted vouches for the certificate of \(url); name its authority in ca_file"
        case .redirected: "\(url) redirects, and redirects are not followed; use the address that it redirects to"
        case .repositoryMissing: "there is no repository at \(url), or these credentials may not see it"
        case .unreachable: "\(url) cannot be reached"
        case .branchMissing: "\(url) has no such branch"
        case .timedOut: "\(url) stopped answering"
        case .notFastForward: "the branch has new commits"
        case .pushRefused: "\(url) refuses the push"
        case .diskFull: diskFullMeaning
        default: nil
        }
    }

    static let diskFullMeaning = "there is no space left on the disk; the state directory can be deleted, or moved"

    /// Whether a program or a library says so.
    static func isDiskFull(_ text: String) -> Bool { code(of: text.lowercased()) == .diskFull }

    /// Makes a text safe to print: control characters, and those that turn the direction of writing, become visible.
    package static func printable(_ text: some StringProtocol) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\t": shown += " "
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: shown += scalar.escaped(asASCII: true)
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown.split(separator: " ").joined(separator: " ")
    }

    private static func code(of text: String) -> Code { table.first { $0.1.contains(where: text.contains) }?.0 ?? .failed }

    /// What git, ssh and curl say, the more telling first.
    private static let table: [(Code, [String])] = [
        (.diskFull, ["no space left on device", "out of diskspace", "disk quota exceeded"]),
        (.hostKeyChanged, ["remote host identification has changed"]),
        (.hostKeyUnknown, ["host key verification failed"]),
        (
            .certificateUntrusted,
            ["ssl certificate problem", "server certificate verification failed", "certificate verify failed", "no alternative certificate subject"]
        ),
        (.redirected, ["the requested url returned error: 30", "unable to update url base from redirection"]),
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
                "could not resolve", "connection refused", "connection timed out", "connection reset", "no route to host", "failed to connect",
                "couldn't connect", "network is unreachable", "the requested url returned error: 5", "empty reply from server",
                "connection closed", "from proxy after connect", "recv failure",
            ]
        ),
        (
            .repositoryMissing,
            [
                "repository not found", "does not appear to be a git repository", "not found", "the requested url returned error: 404",
                "does not exist",
            ]
        ),
        // What is left when a connection ends in the middle.
        (.unreachable, ["early eof", "the remote end hung up", "transfer closed with outstanding", "unexpected disconnect"]),
    ]
}
