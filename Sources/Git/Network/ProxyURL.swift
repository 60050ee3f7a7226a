import Foundation

/// A proxy for http, with the credentials that its URL may hold. Its descriptions do not show them.
package struct ProxyURL: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// As git and curl take it: not to be printed.
    package let text: String
    /// Without credentials.
    package let description: String

    /// Reads `http://`, `https://`, `socks5://` or `socks5h://`, a host, and mostly a port.
    /// - Throws: `GitError`.
    package init(_ url: String) throws(GitError) {
        guard !url.unicodeScalars.contains(where: { $0.value < 0x21 || $0.value == 0x7F }), var components = URLComponents(string: url),
            let host = components.host, !host.isEmpty, !host.hasPrefix("-"),
            ["http", "https", "socks5", "socks5h"].contains(components.scheme ?? ""),
            components.path.isEmpty || components.path == "/"
        else { throw GitError(.invalid, "read proxy", "a proxy looks like http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT") }
        text = url
        components.user = nil
        components.password = nil
        description = components.string ?? host
    }

    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
