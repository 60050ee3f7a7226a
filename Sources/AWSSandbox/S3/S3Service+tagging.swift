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
        guard tags.count <= 10 else { throw ServiceError("BadRequest", "Object tags cannot be greater than 10") }
        try withObject { $0.tags = tags }
        return Answer()
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
