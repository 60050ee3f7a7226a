import AWS
import Foundation

extension S3Service {
    func createMultipartUpload() throws -> Answer {
        let name = head.header("x-amz-checksum-algorithm")
        let algorithm = name.flatMap { ChecksumAlgorithm(rawValue: $0.uppercased()) }
        if let name, algorithm == nil {
            throw ServiceError(
                "InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [\(name)]")
        }
        let type = head.header("x-amz-checksum-type")?.uppercased() ?? (algorithm == .crc64nvme || algorithm == nil ? "FULL_OBJECT" : "COMPOSITE")
        guard !(type == "FULL_OBJECT" && algorithm == .sha256), !(type == "COMPOSITE" && algorithm == .crc64nvme) else {
            throw ServiceError("InvalidRequest", "The \(type) checksum type cannot be used with the \(name?.lowercased() ?? "") checksum algorithm.")
        }
        let tags = try taggingHeader()
        let id = try withBucket { bucket, world in
            let id = world.ids.next("", digits: 64)
            bucket.uploads[id] = MultipartUpload(
                id: id, key: key, startedAt: call.now, algorithm: algorithm, checksumType: type,
                contentType: head.header("content-type") ?? "binary/octet-stream", metadata: userMetadata, tags: tags)
            return id
        }
        let headers = algorithm.map { [(name: "x-amz-checksum-algorithm", value: $0.rawValue), (name: "x-amz-checksum-type", value: type)] } ?? []
        return Answer(s3: "InitiateMultipartUploadResult", headers: headers) { xml in
            xml.element("Bucket", target.bucket)
            xml.element("Key", key)
            xml.element("UploadId", id)
        }
    }

    func uploadPart() async throws -> Answer {
        guard let number = head.parameter("partNumber").flatMap(Int.init), (1...10000).contains(number) else {
            throw ServiceError("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive")
        }
        let upload = try withBucket { bucket, _ in try self.upload(bucket) }
        if let algorithm = upload.algorithm, upload.checksumType == "COMPOSITE" {
            guard head.header(algorithm.header) != nil || head.header("x-amz-trailer")?.lowercased() == algorithm.header else {
                throw ServiceError(
                    "InvalidRequest",
                    "Checksum Type mismatch occurred, expected checksum Type: \(algorithm.rawValue.lowercased()), actual checksum Type: null")
            }
        }
        let part = try await receive(upload.algorithm)
        do {
            let replaced = try withBucket { bucket, _ in
                // The upload may have been ended while the part came in.
                _ = try self.upload(bucket)
                return bucket.uploads[upload.id]?.parts.updateValue(part, forKey: number)?.file
            }
            core.store.remove([replaced].compactMap { $0 })
        } catch {
            core.store.remove([part.file])
            throw error
        }
        return Answer(headers: [("etag", "\"\(part.etag)\"")] + headers(of: part.checksums, type: nil))
    }

    func completeMultipartUpload() async throws -> Answer {
        let listed = try await document().all("Part").map(ListedPart.init)
        let (object, unused) = try withBucket { bucket, _ in
            let upload = try self.upload(bucket)
            try checkPreconditions(bucket)
            let object = try assemble(upload, listed)
            let used = Set(object.parts.map(\.file))
            let unused = upload.parts.values.map(\.file).filter { !used.contains($0) }
            bucket.uploads[upload.id] = nil
            let replaced = (bucket.objects.updateValue(object, forKey: key)?.parts ?? []).map(\.file)
            return (object, unused + replaced)
        }
        core.store.remove(unused)
        return Answer(s3: "CompleteMultipartUploadResult") { xml in
            xml.element("Location", "http://\(head.host)/\(target.bucket ?? "")/\(key)")
            xml.element("Bucket", target.bucket)
            xml.element("Key", key)
            xml.element("ETag", "\"\(object.etag)\"")
            for (algorithm, checksum) in object.checksums { xml.element(algorithm.element, checksum) }
            xml.element("ChecksumType", object.checksumType)
        }
    }

    func abortMultipartUpload() throws -> Answer {
        let files = try withBucket { bucket, _ in
            let upload = try self.upload(bucket)
            bucket.uploads[upload.id] = nil
            return upload.parts.values.map(\.file)
        }
        core.store.remove(files)
        return Answer(status: 204)
    }
}
