import CanonicalJSON
import Digest
import Foundation
import Git
import TestSupport
import Testing

/// Files that git-lfs keeps, fetched from a remote on this machine and from a server of the batch API.
struct LargeFileTests {
    private let folder: TemporaryFolder
    private let content = String(repeating: "disk ", count: 10_000)
    private var sha256: String { SHA256.digest(content).hex }

    init() throws { folder = try TemporaryFolder() }

    private func fetch(_ access: RemoteAccess) async throws -> String {
        let clone = try Repository.create(at: folder.path("clone"))
        return try await Remote(access).largeFile(
            sha256: sha256, size: Int64(content.utf8.count), storage: folder.path("cache"), repository: clone)
    }

    private func access(_ url: String, credentials: BasicCredentials? = nil) throws -> RemoteAccess {
        RemoteAccess(
            url: try RemoteURL(url), credentials: credentials, timeout: .seconds(20), environment: ProcessInfo.processInfo.environment)
    }

    @Test func fetchesFromARepositoryOnThisMachine() async throws {
        let person = try await GitFixture(at: folder.path("work"))
        try await person.git("lfs", "install", "--local", "--skip-repo")
        try await person.commit([".gitattributes": "*.vmdk filter=lfs diff=lfs merge=lfs -text\n", "image.vmdk": content])
        let remote = folder.path("remote.git")
        try await GitFixture.git(["init", "--quiet", "--bare", remote], in: folder.path)
        try await person.git("remote", "add", "origin", "file://\(remote)")
        try await person.git("lfs", "push", "--all", "origin")
        try await person.git("push", "--quiet", "origin", "main")
        let path = try await fetch(access(remote))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
    }

    /// A server of the batch API: <https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md>.
    private func server(has content: String?, authorization: String?) throws -> LoopbackServer {
        let sha256 = sha256
        return try LoopbackServer { request in
            if let authorization, request.headers["authorization"] != authorization { return .text("", status: 401) }
            let object: JSON = ["oid": .string(sha256), "size": .integer(50_000)]
            guard request.target.hasSuffix("/objects/batch") else { return .text(content ?? "") }
            var members = object.objectValue ?? [:]
            let host = request.headers["host"] ?? ""
            members["actions"] = content == nil ? nil : ["download": ["href": .string("http://\(host)/team/images.git/info/lfs/objects/x")]]
            members["error"] = content == nil ? ["code": 404, "message": "Object does not exist"] : nil
            let answer: JSON = ["transfer": "basic", "objects": .array([.object(members)])]
            return .text(answer.canonicalText, headers: [("content-type", "application/vnd.git-lfs+json")])
        }
    }

    @Test("over http with the credentials of git", arguments: ["/team/images.git", "/team/images"])
    func fetchesOverHTTP(path: String) async throws {
        let basic = "Basic \(Data("git:token".utf8).base64EncodedString())"
        let server = try server(has: content, authorization: basic)
        let access = try access(server.url + path, credentials: BasicCredentials(user: "git", password: "token"))
        let file = try await fetch(access)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == content)
        let asked = server.requests.count
        #expect(try await fetch(access) == file)
        #expect(server.requests.count == asked)
    }

    @Test func saysWhatIsMissing() async throws {
        let server = try server(has: nil, authorization: nil)
        let error = await #expect(throws: GitError.self) { try await fetch(access(server.url + "/images.git")) }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("git lfs push") == true, "\(error?.message ?? "")")
    }

    @Test func refusesOtherContentThanThePointerSays() async throws {
        let server = try server(has: "something else", authorization: nil)
        await #expect(throws: GitError.self) { try await fetch(access(server.url + "/images.git")) }
    }
}
