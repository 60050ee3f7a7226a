import CanonicalJSON
import Foundation
import HTTP

/// A server on 127.0.0.1 that plays GitHub, GitLab or Gitea for one project (Tests/python/forge/server.py). It holds every request against the
/// published description of the API.
package struct ForgeServer: Sendable {
    /// Whom it plays: `github`, `gitlab` or `gitea`.
    package let kind: String
    package let project: String
    package let token: String
    /// Whose the token is.
    package static let user = "awspub-bot"
    /// `http://127.0.0.1:PORT`: as a git remote would have it.
    package let url: String

    /// The base of the API, as settings name it.
    package var api: String { url + (["gitlab": "/api/v4", "gitea": "/api/v1"][kind] ?? "") }

    /// - Parameters:
    ///   - repository: a bare repository. The heads of proposed branches are looked up there, and are made up when nil; and it gets the references that
    ///     lead to the heads of requests, where it has those commits.
    ///   - page: the most elements of a page.
    package init(
        _ kind: String, project: String = "org/images", token: String = "forge-secret-5d1c", repository: String? = nil, page: Int = 100,
        requests: [ForgeRequest] = []
    ) async throws {
        (self.kind, self.project, self.token) = (kind, project, token)
        let config: JSON = [
            "kind": .string(kind), "project": .string(project), "token": .string(token), "repository": .optional(repository), "page": .integer(page),
            "user": ["id": 7, "login": .string(ForgeServer.user)], "requests": .array(requests.map(\.json)),
        ]
        url = "http://127.0.0.1:\(try await ForgeHost.shared.open(config))"
    }

    /// Opens a request, or changes the one of that number.
    package func put(_ request: ForgeRequest) async throws { _ = try await control("requests", request.json) }

    /// Lets somebody comment on a request.
    package func comment(on request: Int, by author: String, _ body: String, isSystem: Bool = false) async throws {
        _ = try await control(
            "comments", ["request": .integer(request), "author": .string(author), "body": .string(body), "system": .bool(isSystem)])
    }

    /// Makes the next requests that fit go wrong.
    package func misbehave(_ faults: ForgeFault...) async throws { _ = try await control("faults", .array(faults.map(\.json))) }

    /// What it keeps and has seen.
    package func seen() async throws -> ForgeRecord { ForgeRecord(json: try await control("state", nil)) }

    private func control(_ name: String, _ body: JSON?) async throws -> JSON { try await ForgeHost.shared.send("\(url)/-test/\(name)", body) }
}

/// The process with all the forges of a test run. It ends with the tests.
private actor ForgeHost {
    static let shared = ForgeHost()
    private let client = HTTPClient()
    private var starting: Task<ServerProcess, any Error>?

    /// Opens another forge.
    /// - Returns: its port.
    func open(_ config: JSON) async throws -> Int {
        let answer = try await send("http://127.0.0.1:\(try await process().port)/", config)
        guard let port = answer["port"]?.integerValue else { throw ServerProcessError(description: "no forge was opened") }
        return port
    }

    func send(_ url: String, _ body: JSON?) async throws -> JSON {
        var request = HTTPRequest(method: body == nil ? .get : .post, url: url)
        request.usesProxy = false
        if let body { request.body = .bytes(Array(body.canonicalText.utf8)) }
        let response = try await client.send(request)
        guard response.status == 200 else { throw ServerProcessError(description: "\(url): status \(response.status)") }
        return try JSON(parsing: response.body)
    }

    /// All who come while it starts wait for the same start.
    private func process() async throws -> ServerProcess {
        let task = starting ?? Task { try await ForgeHost.start() }
        starting = task
        return try await task.value
    }

    private static func start() async throws -> ServerProcess {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
        return try await ServerProcess(root.appending(path: ".venv/bin/python").path, log: root.appending(path: ".build/forge-server.log").path) {
            port in
            [root.appending(path: "Tests/python/forge/server.py").path, String(port)]
        }
    }
}
