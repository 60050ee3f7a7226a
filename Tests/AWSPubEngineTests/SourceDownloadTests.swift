import AWS
import Digest
import Foundation
import TestSupport
import Testing

@testable import AWSPubEngine

/// Sources behind https, from a real server.
struct SourceDownloadTests {
    private let folder: TemporaryFolder
    private let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
    private let file: String
    private var sha256: String { SHA256.digest(Array(content)).hex }

    init() throws {
        folder = try TemporaryFolder()
        file = try folder.write(content, to: "disk.raw")
    }

    private func resolve(_ server: TLSFileServer, _ path: String = "/file", sha256: String? = nil) async throws -> String? {
        let account = try AWSAccount(environment: ["AWS_CA_BUNDLE": server.certificate, "HOME": folder.path])
        let source = PinnedSource(url: server.url + path, sha256: sha256 ?? self.sha256, account: account, directory: folder.path("cache"))
        guard case .file(let path) = try await source.resolve() else { return nil }
        return path
    }

    @Test func goesOnWhereTheConnectionBrokeAndKeepsTheFile() async throws {
        let server = try await TLSFileServer(file: file, folder: folder.path, cut: 100_000)
        let path = try #require(try await resolve(server, "/redirect"))
        #expect(FileManager.default.contents(atPath: path) == content)
        #expect(server.requests == ["HEAD /redirect -", "HEAD /file -", "GET /file -", "GET /file bytes=100000-"])
        #expect(try await resolve(server) == path)
        #expect(server.requests.count == 4)
    }

    @Test func goesOnWhereAnEarlierRunWasBrokenOff() async throws {
        let server = try await TLSFileServer(file: file, folder: folder.path)
        let cache = folder.path("cache/sha256-\(sha256)")
        try folder.write(content.prefix(200_000), to: "cache/sha256-\(sha256).part")
        try folder.write("\"\(sha256)\"", to: "cache/sha256-\(sha256).validator")
        #expect(try await resolve(server) == cache)
        #expect(FileManager.default.contents(atPath: cache) == content)
        #expect(server.requests.last == "GET /file bytes=200000-")
    }

    @Test func beginsAnewWhenWhatAnEarlierRunLeftDoesNotFit() async throws {
        let server = try await TLSFileServer(file: file, folder: folder.path)
        try folder.write(Data(count: 200_000), to: "cache/sha256-\(sha256).part")
        try folder.write("\"\(sha256)\"", to: "cache/sha256-\(sha256).validator")
        let path = try #require(try await resolve(server))
        #expect(FileManager.default.contents(atPath: path) == content)
        #expect(server.requests.suffix(2) == ["GET /file bytes=200000-", "GET /file -"])
    }

    @Test func refusesOtherContentAndKeepsNothingOfIt() async throws {
        let server = try await TLSFileServer(file: file, folder: folder.path)
        let error = await #expect(throws: EngineError.self) { try await resolve(server, sha256: String(repeating: "0", count: 64)) }
        #expect(error?.message.contains(sha256) == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("cache")).filter { !$0.hasSuffix(".validator") } == [])
    }

    @Test("what cannot be fetched is told at once", arguments: [("/missing", "status 404"), ("/plain", "only https")])
    func refuses(path: String, reason: String) async throws {
        let server = try await TLSFileServer(file: file, folder: folder.path)
        let error = await #expect(throws: EngineError.self) { try await resolve(server, path) }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }
}
