import AWS
import Foundation

extension S3Service {
    func listBuckets() -> Answer {
        let buckets = core.withWorld { world in
            world.s3.buckets.values.filter { ($0.account ?? world.configuration.account) == call.account }.sorted { $0.name < $1.name }
        }
        return Answer(s3: "ListAllMyBucketsResult") { xml in
            xml.element("Owner") { $0.element("ID", call.account) }
            xml.list("Buckets", buckets, item: "Bucket") { xml, bucket in
                xml.element("Name", bucket.name)
                xml.element("CreationDate", bucket.createdAt.iso8601)
                xml.element("BucketRegion", bucket.region)
            }
        }
    }

    func createBucket() async throws -> Answer {
        let constraint = try await document().text("LocationConstraint")
        let name = target.bucket ?? ""
        guard S3Service.isBucketName(name) else { throw ServiceError("InvalidBucketName", "The specified bucket is not valid.") }
        // us-east-1 has no constraint; everywhere else it must be the region of the endpoint.
        guard constraint ?? "us-east-1" == call.region, constraint != "us-east-1" else {
            throw ServiceError(
                "IllegalLocationConstraintException",
                "The \(constraint ?? "unspecified") location constraint is incompatible for the region specific endpoint this request was sent to.")
        }
        try core.withWorld { world in
            if let bucket = world.s3.buckets[name] {
                let isOwn = (bucket.account ?? world.configuration.account) == call.account
                if isOwn, call.region == "us-east-1", bucket.region == "us-east-1" { return }
                throw isOwn
                    ? ServiceError(
                        "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", status: 409)
                    : ServiceError(
                        "BucketAlreadyExists",
                        "The requested bucket name is not available. The bucket namespace is shared by all users of the system.",
                        status: 409)
            }
            let account = call.account == world.configuration.account ? nil : call.account
            world.s3.buckets[name] = Bucket(name: name, region: call.region, createdAt: call.now, account: account)
        }
        return Answer(headers: [("location", "/\(name)")])
    }

    /// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>.
    private static func isBucketName(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count) && !name.contains("..") && name.first != "." && name.first != "-" && name.last != "." && name.last != "-"
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
    }

    func headBucket() throws -> Answer {
        try withBucket { bucket, _ in Answer(headers: [("x-amz-bucket-region", bucket.region)]) }
    }

    func deleteBucket() throws -> Answer {
        try withBucket { bucket, _ in
            guard bucket.objects.isEmpty else {
                throw ServiceError("BucketNotEmpty", "The bucket you tried to delete is not empty", status: 409)
            }
        }
        core.withWorld { world in world.s3.buckets[target.bucket ?? ""] = nil }
        return Answer(status: 204)
    }

    func getBucketLocation() throws -> Answer {
        let region = try core.withWorld { world in
            guard let bucket = world.s3.buckets[target.bucket ?? ""] else {
                throw ServiceError("NoSuchBucket", "The specified bucket does not exist", status: 404)
            }
            return bucket.region
        }
        var xml = XML()
        xml.element("LocationConstraint", attributes: " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"") { xml in
            if region != "us-east-1" { xml.content(region) }
        }
        return Answer(headers: [("content-type", "application/xml")], body: .xml(xml))
    }
}
