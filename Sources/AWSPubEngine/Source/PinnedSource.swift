import AWS
import AWSPartition
package import Digest
import Foundation

/// A source elsewhere whose digest the config says (`awspub-bot.source`).
package struct PinnedSource: Sendable {
    private let url: String
    private let sha256: String
    private let account: AWSAccount
    private let directory: String

    /// - Parameter directory: where files are kept that have to come to this host; can be deleted at any time.
    package init(url: String, sha256: String, account: AWSAccount, directory: String) {
        self.url = url
        self.sha256 = sha256
        self.account = account
        self.directory = directory
    }

    /// Where the content is.
    package enum Place: Sendable, Hashable {
        case file(String)
        /// In S3, from where it need not come to this host.
        case object(SourceObject)
    }

    /// Fetches the file, unless it is in the cache, or an object that S3 itself can check and copy.
    /// - Throws: `EngineError` that says what is wrong with the URL, the file or its digest.
    package func resolve() async throws -> Place {
        let download = SourceDownload(directory: directory, sha256: sha256)
        if FileManager.default.fileExists(atPath: download.path) { return .file(download.path) }
        if url.hasPrefix("s3://") {
            let object = try await object()
            // S3 copies nothing to another partition.
            if object.size <= SourceObject.largestCopy, account.starts.count == 1 { return .object(object) }
            try await download.run(BucketFile(client: account.client, location: object.location, size: object.size, validator: object.etag))
        } else {
            do {
                try await download.run(WebFile(url, http: account.client.http))
            } catch let error as FetchError {
                throw EngineError(.fileUnreadable, "the source cannot be fetched: \(error.reason)")
            }
        }
        return .file(download.path)
    }

    private func object() async throws -> SourceObject {
        let name = url.dropFirst("s3://".count).split(separator: "/", maxSplits: 1)
        guard name.count == 2, let digest = SHA256Digest(hex: sha256) else {
            throw EngineError(.invalidConfig, "awspub-bot.source.url is “\(url)”; it should look like s3://bucket/key")
        }
        let client = account.client
        guard let region = try await region(ofBucket: String(name[0])) else {
            throw EngineError(.fileUnreadable, "the source's bucket “\(name[0])” does not exist")
        }
        let location = S3Location(bucket: String(name[0]), key: String(name[1]), region: region)
        guard let head = try await client.headObject(location) else { throw EngineError(.fileUnreadable, "the source \(url) does not exist") }
        return SourceObject(location: location, size: head.size, etag: head.etag, digest: digest)
    }

    /// Returns where a bucket is, in the first partition that has one of the name.
    private func region(ofBucket bucket: String) async throws -> Region? {
        for start in account.starts { if let region = try await account.client.region(ofBucket: bucket, askedIn: start) { return region } }
        return nil
    }
}

/// A source that is an object in S3.
package struct SourceObject: Sendable, Hashable {
    let location: S3Location
    /// In bytes.
    let size: Int64
    let etag: String?
    /// What the config says it is.
    let digest: SHA256Digest

    /// In bytes. S3 copies no more at once: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>.
    static let largestCopy: Int64 = 5 << 30

    /// The digest of the whole; there are no parts to upload.
    package var fileDigest: FileDigest { FileDigest(size: size, whole: digest, partSize: max(1, size), parts: []) }
}
