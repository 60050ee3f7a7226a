import Foundation

/// A real HTTP server with `git http-backend` behind it: lighttpd, serving the repositories in a folder below `/git/`.
package struct GitHTTPServer: Sendable {
    private let server: ServerProcess

    /// `http://127.0.0.1:PORT/git`.
    package var url: String { "http://127.0.0.1:\(server.port)/git" }

    /// - Parameters:
    ///   - root: the folder of the bare repositories.
    ///   - user: the name and password that are asked for; nil to ask for none.
    package init(root: String, user: (name: String, password: String)? = nil) async throws {
        let folder = "\(root)/../http-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let passwords = "\(folder)/passwords"
        try Data("\(user?.name ?? ""):\(user?.password ?? "")\n".utf8).write(to: URL(filePath: passwords))
        server = try await ServerProcess("/usr/sbin/lighttpd", log: "\(folder)/log") { port in
            let file = "\(folder)/lighttpd.conf"
            try Data(GitHTTPServer.configuration(port: port, root: root, folder: folder, passwords: user == nil ? nil : passwords).utf8)
                .write(to: URL(filePath: file))
            return ["-D", "-f", file]
        }
    }

    private static func configuration(port: Int, root: String, folder: String, passwords: String?) -> String {
        let authentication =
            passwords.map { path in
                """
                auth.backend = "plain"
                auth.backend.plain.userfile = "\(path)"
                auth.require = ("/git/" => ("method" => "basic", "realm" => "git", "require" => "valid-user"))

                """
            } ?? ""
        return """
            server.modules = ("mod_alias", "mod_setenv", "mod_auth", "mod_authn_file", "mod_cgi")
            server.document-root = "\(folder)"
            server.bind = "127.0.0.1"
            server.port = \(port)
            \(authentication)
            alias.url = ("/git" => "/usr/lib/git-core/git-http-backend")
            $HTTP["url"] =~ "^/git" {
                cgi.assign = ("" => "")
                setenv.add-environment = ("GIT_PROJECT_ROOT" => "\(root)", "GIT_HTTP_EXPORT_ALL" => "1", "GIT_CONFIG_NOSYSTEM" => "1")
            }

            """
    }

    /// Makes a bare repository accept pushes over HTTP.
    package static func allowPush(to repository: String) async throws {
        try await GitFixture.git(["config", "http.receivepack", "true"], in: repository)
    }
}
