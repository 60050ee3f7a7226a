import AWS
import Foundation
import HTTP

/// An object in S3.
struct BucketFile: RemoteFile {
    let client: AWSClient
    let location: S3Location
    let size: Int64
    let validator: String?

    var name: String { "s3://\(location.bucket)/\(location.key)" }

    /// In bytes; what is lost at most when a connection breaks.
    private static let pieceSize: Int64 = 64 << 20

    func fetch(from offset: Int64, into file: FileHandle) async throws -> Bool {
        let end = min(offset + BucketFile.pieceSize, size)
        guard offset < end else { return true }
        let download = Download(file: file, offset: offset, limit: end - offset)
        do {
            try await client.getObject(location, range: offset..<end, etag: validator, into: download)
        } catch {
            // The client has tried again already where that helps.
            throw FetchError(reason: "\(name): \(error)", remedy: error.code == "PreconditionFailed" ? .anew : .none)
        }
        return end == size
    }
}
