import Foundation

extension ForgeAccess {
    /// Checks the base of an API.
    /// - Returns: it without slashes at the end.
    static func checked(api: String) throws(ForgeError) -> String {
        let bare = String(api.reversed().drop { $0 == "/" }.reversed())
        guard !bare.unicodeScalars.contains(where: { $0.value < 0x21 || $0.value > 0x7E }), let components = URLComponents(string: bare),
            ["https", "http"].contains(components.scheme ?? ""), let host = components.host, !host.isEmpty, components.user == nil,
            components.query == nil, components.fragment == nil
        else {
            throw ForgeError(.invalidAccess, "read API", "an API is an http URL without user and query, such as https://git.example.com/api/v1")
        }
        return bare
    }

    /// Checks the path of a project.
    static func checked(project: String, of kind: ForgeKind) throws(ForgeError) -> String {
        let parts = project.split(separator: "/", omittingEmptySubsequences: false)
        let isPath = parts.allSatisfy { part in
            !["", ".", ".."].contains(part) && !part.unicodeScalars.contains { $0.value < 0x21 || $0.value == 0x7F }
        }
        guard isPath, kind == .gitlab ? parts.count >= 2 : parts.count == 2 else {
            let form = kind == .gitlab ? "group/project or group/sub-group/project" : "owner/repository"
            throw ForgeError(.invalidAccess, "read project", "a project at \(kind.name) is \(form)")
        }
        return project
    }
}
