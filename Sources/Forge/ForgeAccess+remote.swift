import Foundation
package import Git
import HTTP

extension ForgeAccess {
    /// Takes what an operator says, and derives the rest from where git finds the repository.
    /// - Throws: `ForgeError` when it cannot be derived, as from a local path.
    package init(kind: ForgeKind, api: String? = nil, project: String? = nil, token: ForgeToken, remote: RemoteURL) throws(ForgeError) {
        let place = RemotePlace(remote)
        guard let base = try api.map(ForgeAccess.checked(api:)) ?? place?.api(of: kind) else {
            throw ForgeError(.invalidAccess, "find API", "the API of \(kind.name) cannot be told from \(remote); name it in the settings")
        }
        guard let path = project ?? place?.project(below: base) else {
            throw ForgeError(.invalidAccess, "find project", "the project at \(kind.name) cannot be told from \(remote); name it in the settings")
        }
        try self.init(kind: kind, api: base, project: path, token: token)
    }
}

/// Host and path of a repository that is not on this machine.
private struct RemotePlace {
    let scheme: String
    /// With the port of an http URL; that of ssh says nothing about the API.
    let authority: String
    /// Without slashes around it and `.git`.
    let path: String

    init?(_ remote: RemoteURL) {
        switch remote.transport {
        case .local: return nil
        case .http, .ssh:
            guard let place = RemotePlace.split(remote.text) else { return nil }
            let isHTTP = remote.transport == .http
            scheme = isHTTP && remote.text.hasPrefix("http://") ? "http" : "https"
            let port = isHTTP ? place.port.map { ":\($0)" } ?? "" : ""
            authority = RemotePlace.webHost(place.host.lowercased()) + port
            let bare = place.path.split(separator: "/").joined(separator: "/")
            path = bare.hasSuffix(".git") ? String(bare.dropLast(4)) : bare
        }
    }

    private static func split(_ url: String) -> (host: String, port: Int?, path: String)? {
        if url.contains("://") {
            guard let components = URLComponents(string: url), let host = components.host else { return nil }
            return (host, components.port, components.path)
        }
        // user@host:path
        guard let colon = url.firstIndex(of: ":"), let host = url[..<colon].split(separator: "@").last else { return nil }
        return (String(host), nil, String(url[url.index(after: colon)...]))
    }

    /// Where the forges take ssh on the port of https has another name:
    /// <https://docs.github.com/en/authentication/troubleshooting-ssh/using-ssh-over-the-https-port>,
    /// <https://docs.gitlab.com/topics/git/troubleshooting_git/>.
    private static func webHost(_ host: String) -> String {
        let others = ["ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"]
        return others[host] ?? host
    }

    /// <https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api>: an enterprise server has its API at
    /// `/api/v3`, and GitHub with data residency at `api.SUBDOMAIN.ghe.com`.
    func api(of kind: ForgeKind) -> String {
        switch kind {
        case .github where authority == "github.com" || authority.hasSuffix(".ghe.com"): "https://api.\(authority)"
        case .github: "\(scheme)://\(authority)/api/v3"
        case .gitlab: "\(scheme)://\(authority)/api/v4"
        case .gitea: "\(scheme)://\(authority)/api/v1"
        }
    }

    /// Returns the project's path, without what stands before it where the forge does not have the host for itself.
    func project(below api: String) -> String {
        guard let start = api.range(of: "/api/v", options: .backwards)?.lowerBound, let base = URLComponents(string: String(api[..<start])),
            let host = base.host, host.lowercased() == authority.prefix(while: { $0 != ":" })
        else { return path }
        let prefix = base.path.split(separator: "/").joined(separator: "/") + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}
