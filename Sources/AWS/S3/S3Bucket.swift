package import AWSPartition
import HTTP

extension AWSClient {
    /// Returns the region of a bucket, asking S3 as anybody may: neither the right to list buckets nor the right region is needed.
    /// - Parameter region: where to ask.
    /// - Returns: nil when there is no such bucket.
    /// - Throws: `AWSError` when S3 does not tell.
    package func region(ofBucket bucket: String, askedIn region: Region) async throws(AWSError) -> Region? {
        let request = AWSRequest(service: .s3, region: region, action: "HeadBucket", method: .head, bucket: bucket)
        do {
            let response = try await send(request)
            return response.headers["x-amz-bucket-region"].map(Region.init(_:)) ?? region
        } catch {
            // S3 names the region also when it redirects or refuses.
            if let told = error.headers["x-amz-bucket-region"] { return Region(told) }
            if error.kind == .notFound { return nil }
            throw error
        }
    }
}
