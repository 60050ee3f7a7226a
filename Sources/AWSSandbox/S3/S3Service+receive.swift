import AWS
import Digest
import Foundation
import HummingbirdCore
import NIOCore

extension S3Service {
    /// Reads the body into a file while checking everything that the call claims about it.
    /// - Parameter wanted: the checksum to compute even if the call does not have it.
    func receive(_ wanted: ChecksumAlgorithm?) async throws -> StoredPart {
        let hash = head.header("x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD"
        let claimedDigest = SHA256Digest(hex: hash)
        let trailer = head.header("x-amz-trailer")?.lowercased()
        let claimed = ChecksumAlgorithm.allCases.filter { head.header($0.header) != nil || $0.header == trailer }
        var algorithms = Set(claimed + [wanted].compactMap { $0 })
        if claimedDigest != nil { algorithms.insert(.sha256) }
        // Without a checksum S3 computes this one by itself.
        if algorithms.isEmpty { algorithms = [.crc64nvme] }
        var sink = try core.store.newFile(algorithms)
        let path = sink.path
        do {
            let trailers = try await receive(into: &sink, isChunked: hash.hasPrefix("STREAMING-"))
            let (size, checksums) = (sink.size, try sink.finish())
            if let claimedDigest, checksums[.sha256] != claimedDigest.base64 { throw S3Service.wrongHash }
            for algorithm in claimed {
                let claim = head.header(algorithm.header) ?? trailers[algorithm.header]
                guard claim == checksums[algorithm] else { throw S3Service.badDigest(algorithm) }
            }
            let kept = Set(claimed + [wanted].compactMap { $0 })
            let shown = checksums.filter { kept.isEmpty ? true : kept.contains($0.key) }
            let material = checksums.map { "\($0.key.rawValue)\($0.value)" }.sorted().joined()
            return StoredPart(
                file: path, size: size, etag: String(SHA256.digest("\(size) \(material)").hex.prefix(32)), checksums: shown, modifiedAt: call.now)
        } catch {
            core.store.remove([path])
            throw error
        }
    }

    /// - Returns: the trailers behind a body in chunks.
    private func receive(into sink: inout PartSink, isChunked: Bool) async throws -> [String: String] {
        var decoder = ChunkedDecoder()
        for try await buffer in body {
            // Hashing and copying into the page cache are work, not waiting: they may happen on this thread.
            try buffer.withUnsafeReadableBytes { bytes in
                if isChunked { try decoder.feed(bytes) { try sink.write($0) } } else { try sink.write(bytes) }
            }
        }
        let expected = head.header(isChunked ? "x-amz-decoded-content-length" : "content-length").flatMap(Int.init)
        guard expected == nil || expected == sink.size, !isChunked || decoder.isComplete else {
            throw ServiceError("IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header")
        }
        return decoder.trailers
    }

    /// Returns the headers that tell checksums.
    func headers(of checksums: [ChecksumAlgorithm: String], type: String?) -> [(name: String, value: String)] {
        var headers = checksums.map { (name: $0.key.header, value: $0.value) }.sorted { $0.name < $1.name }
        if let type { headers.append((name: "x-amz-checksum-type", value: type)) }
        return headers
    }
}
