import AWS
import AWSPartition
import Digest
import Foundation
import ImageConfig

/// Puts the source into the bucket.
public struct S3: Sendable {
    private let context: Context

    public init(_ context: Context) { self.context = context }

    /// Uploads a file under the key that its SHA-256 digest gives, in parts with checksums.
    ///
    /// Nothing is sent when the object is there with the right checksum; an upload that was broken off goes on where it was.
    /// - Parameter sourcePath: the file whose digest the context has.
    /// - Throws: `EngineError` when the bucket does not exist, the file cannot be read, or EC2 could not import it.
    public func uploadFile(_ sourcePath: String) async throws {
        let region = try await context.home()
        let location = S3Location(bucket: context.config.s3.bucketName, key: context.sourceSHA256, region: region)
        if try await isComplete(location) { return context.events(EngineEvent(region: region.rawValue, .uploaded(wasThere: true))) }
        _ = try SourceFile(path: sourcePath).format()
        let upload = SourceUpload(context: context, path: sourcePath, location: location)
        try await upload.run()
        try await context.client.putObjectTagging(location, tags: context.tagsByName.map { AWSTag($0.key, $0.value) })
        context.events(EngineEvent(region: region.rawValue, .uploaded(wasThere: false)))
    }

    private func isComplete(_ location: S3Location) async throws -> Bool {
        guard let head = try await context.client.headObject(location) else { return false }
        if head.checksumSHA256 == context.source.s3Composite { return true }
        context.events(EngineEvent(.note("the object \(location.key) in the bucket has another checksum; it is uploaded again")))
        return false
    }
}
