import AWS
import AWSPartition
import Digest
import HTTP
import ImageConfig
import Synchronization

/// One upload in parts.
struct SourceUpload: Sendable {
    let context: Context
    let path: String
    let location: S3Location

    /// How many parts are under way at least: the AWS CLI's `max_concurrent_requests`,
    /// <https://docs.aws.amazon.com/cli/latest/topic/s3-config.html>.
    private static let concurrency = 10

    /// Uploads what S3 does not have yet, and completes the object.
    func run() async throws {
        var attempts = 0
        while true {
            do {
                return try await upload()
            } catch let error as AWSError where error.code == "NoSuchUpload" && attempts < 3 {
                // Another run completed it, or an earlier call of ours whose answer was lost did; or somebody gave it up.
                if try await context.client.headObject(location)?.checksumSHA256 == context.source.s3Composite { return }
                attempts += 1
            }
        }
    }

    private func upload() async throws {
        let begun = try await context.client.listMultipartUploads(location)
        let uploadID = if let oldest = begun.first { oldest.id } else { try await begin() }
        let there = begun.isEmpty ? [] : try await context.client.listParts(location, uploadID: uploadID)
        let kept = there.filter(isRight)
        let parts = try await kept + uploadMissing(of: uploadID, kept: kept)
        try await context.client.completeMultipartUpload(location, uploadID: uploadID, parts: parts, checksum: context.source.s3Composite)
        // Only an upload that was begun by now is known to have been given its tags.
        if !begun.isEmpty { try await context.client.putObjectTagging(location, tags: context.objectTags) }
    }

    /// Begins an upload, and never two: after a lost answer it is looked for.
    private func begin() async throws -> String {
        var failures = 0
        while true {
            do {
                return try await context.client.createMultipartUpload(location, tags: context.objectTags)
            } catch {
                failures += 1
                guard error.kind == .ambiguous, failures < 5 else { throw error }
            }
            if let made = try await context.client.listMultipartUploads(location).first { return made.id }
            try await Task.sleep(for: context.session.policy.first / 2)
        }
    }

    private func isRight(_ part: UploadedPart) -> Bool {
        let digests = context.source.parts
        return digests.indices.contains(part.number - 1) && part.sha256 == digests[part.number - 1]
    }

    private func uploadMissing(of uploadID: String, kept: [UploadedPart]) async throws -> [UploadedPart] {
        let done = Mutex(kept.reduce(Int64(0)) { $0 + $1.size })
        let have = Set(kept.map(\.number))
        let missing = (1...context.source.parts.count).filter { !have.contains($0) }
        report(done.withLock { $0 })
        let limit = max(SourceUpload.concurrency, context.config.s3.uploadMultipartConcurrency)
        return try await missing.concurrentMap(limit: limit) { number in
            let body = part(number)
            let part = try await context.client.uploadPart(location, uploadID: uploadID, number: number, body: body)
            report(
                done.withLock { done in
                    done += body.length
                    return done
                })
            return part
        }
    }

    private func part(_ number: Int) -> RequestBody {
        let source = context.source
        let offset = Int64(number - 1) * source.partSize
        return .file(path: path, offset: offset, length: min(source.partSize, source.size - offset), sha256: source.parts[number - 1])
    }

    private func report(_ done: Int64) {
        context.events(EngineEvent(region: location.region.rawValue, .uploading(done: done, total: context.source.size)))
    }
}

extension Array where Element: Sendable {
    /// Maps with at most `limit` children at a time; the first failure cancels the others.
    func concurrentMap<Value: Sendable>(limit: Int, _ transform: @escaping @Sendable (Element) async throws -> Value) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            var values: [Value] = []
            for (index, element) in enumerated() {
                if index >= limit, let value = try await group.next() { values.append(value) }
                group.addTask { try await transform(element) }
            }
            for try await value in group { values.append(value) }
            return values
        }
    }
}
