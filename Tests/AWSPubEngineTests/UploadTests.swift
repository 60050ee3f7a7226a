import AWS
import AWSSandbox
import Digest
import Foundation
import HTTP
import ImageConfig
import Testing

@testable import AWSPubEngine

struct UploadTests {
    /// Two and a bit parts.
    static let size = (17 << 20) + 5

    @Test func goesOnWhereARunWasBrokenOff() async throws {
        try await withScene(sourceSize: Self.size) { scene in
            let context = try await scene.context([.sample()])
            let location = S3Location(bucket: "images", key: context.sourceSHA256, region: Scene.home)
            let client = scene.account.client
            let id = try await client.createMultipartUpload(location, tags: [])
            let digests = context.source
            _ = try await client.uploadPart(
                location, uploadID: id, number: 1,
                body: .file(path: scene.source, offset: 0, length: digests.partSize, sha256: digests.parts[0]))
            // What another, older file left at this place.
            _ = try await client.uploadPart(location, uploadID: id, number: 2, body: .bytes(Array(repeating: 1, count: 5 << 20)))
            scene.sandbox.clearCalls()
            try await S3(context).uploadFile(scene.source)
            #expect(scene.changes == ["UploadPart": 2, "CompleteMultipartUpload": 1, "PutObjectTagging": 1])
            #expect(try await client.headObject(location)?.checksumSHA256 == digests.s3Composite)
        }
    }

    @Test func sendsNothingThatIsThere() async throws {
        try await withScene { scene in
            let context = try await scene.context([.sample()])
            try await S3(context).uploadFile(scene.source)
            let location = S3Location(bucket: "images", key: context.sourceSHA256, region: Scene.home)
            #expect(try await scene.account.client.headObject(location)?.checksumSHA256 == context.source.s3Composite)
            scene.sandbox.clearCalls()
            try await S3(context).uploadFile(scene.source)
            #expect(scene.changes == [:])
        }
    }

    @Test(arguments: [
        FaultRule(.errorInBody, action: "CompleteMultipartUpload", times: 1),
        FaultRule(.cut, action: "CompleteMultipartUpload", times: 1, processed: true),
    ])
    func completesDespite(_ fault: FaultRule) async throws {
        try await withScene(faults: [fault]) { scene in
            let context = try await scene.context([.sample()])
            try await S3(context).uploadFile(scene.source)
            scene.sandbox.clearCalls()
            try await S3(context).uploadFile(scene.source)
            #expect(scene.changes == [:])
        }
    }
}
