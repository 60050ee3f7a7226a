import AWS

extension S3Service {
    func putObjectTagging() async throws -> Answer {
        var tags: [String: String] = [:]
        for tag in try await document()["TagSet"]?.all("Tag") ?? [] {
            guard let key = tag["Key"]?.text, tags[key] == nil else {
                throw ServiceError("InvalidTag", "Cannot provide multiple Tags with the same key")
            }
            tags[key] = tag["Value"]?.text ?? ""
        }
        try S3Service.check(tags)
        try withObject { $0.tags = tags }
        return Answer()
    }

    /// Checks tags that an object is to have.
    /// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html>.
    static func check(_ tags: [String: String]) throws {
        guard tags.count <= 10 else { throw ServiceError("BadRequest", "Object tags cannot be greater than 10") }
        for (key, value) in tags {
            guard (1...128).contains(key.count), isTagText(key) else { throw ServiceError("InvalidTag", "The TagKey you have provided is invalid") }
            guard value.count <= 256, isTagText(value) else { throw ServiceError("InvalidTag", "The TagValue you have provided is invalid") }
        }
    }

    func getObjectTagging() throws -> Answer {
        let tags = try withObject { $0.tags }
        return Answer(s3: "Tagging") { xml in
            xml.list("TagSet", tags.sorted { $0.key < $1.key }, item: "Tag") { xml, tag in
                xml.element("Key", tag.key)
                xml.element("Value", tag.value)
            }
        }
    }

    func deleteObjectTagging() throws -> Answer {
        try withObject { $0.tags = [:] }
        return Answer(status: 204)
    }

    private func withObject<Result>(_ work: (inout StoredObject) -> Result) throws -> Result {
        try withBucket { bucket, _ in
            guard var object = bucket.objects[key] else {
                throw ServiceError("NoSuchKey", "The specified key does not exist.", status: 404, details: [("Key", key)])
            }
            defer { bucket.objects[key] = object }
            return work(&object)
        }
    }
}
