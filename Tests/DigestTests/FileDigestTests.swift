import Foundation
import Testing

@testable import Digest

struct FileDigestTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "digest-\(UUID().uuidString)")

    private func file(_ content: [UInt8], named name: String = "file", age: TimeInterval = 10) throws -> String {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let path = directory.appending(path: name).path(percentEncoded: false)
        try Data(content).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
        return path
    }

    @Test("whole and parts are digested in one go", arguments: [0, 1, 999, 1000, 1001, 5_000_000])
    func wholeAndParts(size: Int) async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        let digest = try await FileDigest.compute(path: try file(content), partSize: 1000)
        #expect(digest.size == Int64(size))
        #expect(digest.whole == SHA256.digest(content))
        #expect(digest.parts == stride(from: 0, to: size, by: 1000).map { SHA256.digest(content[$0..<min($0 + 1000, size)]) })
        #expect(digest.s3Composite == "\(SHA256.digest(digest.parts.flatMap(\.bytes)).base64)-\(digest.parts.count)")
    }

    @Test("parts grow so that no file has more than 10,000")
    func partSizes() {
        #expect(FileDigest.partSize(forFileOf: 1) == 8 << 20)
        #expect(FileDigest.partSize(forFileOf: 10_000 * (8 << 20)) == 8 << 20)
        #expect(FileDigest.partSize(forFileOf: 10_000 * (8 << 20) + 1) == 16 << 20)
    }

    @Test("what is no regular file is refused with its name", arguments: ["/nonexistent/file", "/dev/zero", "/"])
    func refusals(path: String) async {
        await #expect { try await FileDigest.compute(path: path) } throws: { "\($0)".hasPrefix(path) }
    }

    @Test("the null device is an empty file")
    func nullDevice() async throws {
        #expect(try await FileDigest.compute(path: "/dev/null").whole == SHA256.digest(""))
    }

    @Test("a settled file is read once, a changed one again, also by another process's cache")
    func cache() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = try file(Array("one".utf8))
        let entries = directory.appending(path: "cache").path(percentEncoded: false)
        let first = try await DigestCache(directory: entries).digest(of: path)
        #expect(first.whole == SHA256.digest("one"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: entries).count == 1)
        let entry = try #require(try FileManager.default.contentsOfDirectory(atPath: entries).first)
        let planted = FileDigest(size: 3, whole: SHA256.digest("planted"), partSize: 1, parts: [])
        try JSONEncoder().encode(planted).write(to: URL(filePath: entries).appending(path: entry))
        #expect(try await DigestCache(directory: entries).digest(of: path) == planted)
        _ = try file(Array("two".utf8), age: 20)
        #expect(try await DigestCache(directory: entries).digest(of: path).whole == SHA256.digest("two"))
    }

    @Test("a file that was just written is not remembered")
    func racyFile() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        // A time to come, so that a slow machine does not make it settled.
        let path = try file(Array("fresh".utf8), age: -3600)
        let entries = directory.appending(path: "cache").path(percentEncoded: false)
        _ = try await DigestCache(directory: entries).digest(of: path)
        #expect(!FileManager.default.fileExists(atPath: entries))
    }
}
