import Foundation

/// Where a remote repository is, without the credentials that its URL may have held.
package struct RemoteURL: Sendable, Hashable, CustomStringConvertible {
    package enum Transport: Sendable, Hashable {
        case http
        case ssh
        case local
    }

    package let transport: Transport
    /// The URL without credentials, as it may be printed.
    package let text: String
    /// User name and password that stood in an http URL.
    package let credentials: BasicCredentials?

    /// Reads `https://…`, `http://…`, `ssh://…`, `user@host:path`, `file:///…` and local paths.
    /// - Throws: `GitError` for anything else, such as options in disguise, other helpers, and control characters.
    package init(_ url: String) throws(GitError) {
        guard !url.isEmpty, !url.unicodeScalars.contains(where: { $0.value < 0x21 || $0.value == 0x7F }) else {
            throw GitError(.invalid, "read URL", "a repository's URL has no blanks and no control characters, and is not empty")
        }
        if url.hasPrefix("https://") || url.hasPrefix("http://") {
            (text, credentials) = try RemoteURL.strip(url)
            transport = .http
        } else if url.hasPrefix("ssh://") {
            guard let components = URLComponents(string: url), let host = components.host, !host.hasPrefix("-") else { throw RemoteURL.invalid(url) }
            // ssh does not take it, and it would be shown.
            guard components.password == nil else {
                throw GitError(.invalid, "read URL", "an ssh URL has no password; use the key of an ssh user")
            }
            (text, credentials, transport) = (url, nil, .ssh)
        } else if url.hasPrefix("/") || url.hasPrefix("./") || url.hasPrefix("../") || url.hasPrefix("file:///") || url == "." {
            (text, credentials, transport) = (url, nil, .local)
        } else if RemoteURL.isScpForm(url) {
            (text, credentials, transport) = (url, nil, .ssh)
        } else {
            throw RemoteURL.invalid(url)
        }
    }

    package var description: String { text }

    private static func strip(_ url: String) throws(GitError) -> (String, BasicCredentials?) {
        guard var components = URLComponents(string: url), let host = components.host, !host.isEmpty, !host.hasPrefix("-") else {
            throw GitError(.invalid, "read URL", "this is not an http URL; it should look like https://host/path.git")
        }
        let credentials = components.user.map { BasicCredentials(user: $0, password: components.password ?? "") }
        components.user = nil
        components.password = nil
        guard let text = components.string else { throw GitError(.invalid, "read URL", "this is not an http URL") }
        return (text, credentials)
    }

    /// `user@host:path`, which ssh takes since long before URLs.
    private static func isScpForm(_ url: String) -> Bool {
        guard let colon = url.firstIndex(of: ":"), !url.contains("::"), !url.hasPrefix("-"), !url[..<colon].contains("/") else { return false }
        let host = url[..<colon].split(separator: "@").last ?? ""
        return url[..<colon].contains("@") && !host.isEmpty && !host.hasPrefix("-") && url.index(after: colon) < url.endIndex
    }

    private static func invalid(_ url: String) -> GitError {
        // What is before the host may be a password.
        let shown = url.replacing(/^.*@/.dotMatchesNewlines(), with: "…@")
        return GitError(
            .invalid, "read URL",
            "“\(shown.prefix(60))” is no repository's URL; use https://…, ssh://…, user@host:path or a path that starts with / or ./")
    }
}

/// A user name and a password or token. Its descriptions do not show them.
package struct BasicCredentials: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    let user: String
    let password: String

    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// The value of the header.
    var authorization: String { "Basic " + Data("\(user):\(password)".utf8).base64EncodedString() }

    package var description: String { "credentials" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
