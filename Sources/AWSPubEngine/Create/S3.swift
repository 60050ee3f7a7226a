import AWS
import AWSPartition
import Digest
import Foundation
import ImageConfig

/// Puts the source into the bucket.
public struct S3: Sendable {
    private let context: Context

    /// Takes the context whose bucket is meant.
    public init(_ context: Context) { self.context = context }

    /// Uploads a file under the key that its SHA-256 digest gives, in parts with checksums.
    ///
    /// Nothing is sent when the object is there with the right checksum; an upload that was broken off goes on where it was.
    /// - Parameter sourcePath: the file whose digest the context has.
    /// - Throws: `EngineError` when the bucket does not exist, the file cannot be read, or EC2 could not import it.
    public func uploadFile(_ sourcePath: String) async throws {
        for start in context.session.starts { try await upload(sourcePath, askedIn: start) }
    }

    private func upload(_ sourcePath: String, askedIn start: Region) async throws {
        try await provide(askedIn: start) { location in
            try await SourceUpload(context: context, path: sourcePath, location: location).run()
        }
    }

    /// Brings the source into a partition's bucket, wherever it is; within S3 it does not come to this host.
    func provideSource(askedIn start: Region) async throws {
        guard let object = context.sourceObject else { return try await upload(context.sourcePath, askedIn: start) }
        try await provide(askedIn: start) { location in try await copy(object, to: location) }
    }

    private func provide(askedIn start: Region, _ make: (S3Location) async throws -> Void) async throws {
        let region = try await context.home(askedIn: start)
        let location = S3Location(bucket: context.config.s3.bucketName, key: context.sourceSHA256, region: region)
        if try await isComplete(location) { return context.events(EngineEvent(region: region.rawValue, .uploaded(wasThere: true))) }
        _ = try await context.sourceFormat()
        try await make(location)
        context.events(EngineEvent(region: region.rawValue, .uploaded(wasThere: false)))
    }

    /// Whether the bucket has the source already, with the right checksum.
    private func isComplete(_ location: S3Location) async throws -> Bool {
        guard let head = try await context.client.headObject(location) else { return false }
        if let checksum = head.checksumSHA256, isRight(checksum) { return true }
        context.events(EngineEvent(.note("the object \(location.key) in the bucket has another checksum; it is made again")))
        return false
    }

    /// Whether a checksum is that of the source: of the whole, or of the parts as they are uploaded here. Where the parts are not known, an object
    /// that was uploaded in parts with SHA-256 checksums is trusted to be what its key says.
    private func isRight(_ checksum: String) -> Bool {
        if checksum == context.source.whole.base64 { return true }
        return context.source.parts.isEmpty ? checksum.contains("-") : checksum == context.source.s3Composite
    }

    private func copy(_ object: SourceObject, to location: S3Location) async throws {
        let checksum = try await context.client.copyObject(object.location, to: location, etag: object.etag, tags: context.objectTags)
        guard checksum != object.digest.base64 else { return }
        try await context.client.deleteObject(location)
        let found = SHA256Digest(base64: checksum)?.hex ?? checksum
        throw EngineError(
            .fileUnreadable,
            "the source s3://\(object.location.bucket)/\(object.location.key) has the SHA-256 \(found), but awspub-bot.source.sha256 says \(object.digest.hex)"
        )
    }
}
