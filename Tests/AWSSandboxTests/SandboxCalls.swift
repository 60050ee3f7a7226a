import AWS
import AWSPartition
import AWSSandbox
import Digest
import Foundation
import HTTP

/// A client of a sandbox that tries everything once.
func client(_ sandbox: RunningSandbox, key: String = SandboxConfiguration.accessKeyID) -> AWSClient {
    return AWSClient(
        configuration: AWSClientConfiguration(
            credentials: StaticCredentials(Credentials(accessKeyID: key, secretAccessKey: SandboxConfiguration.secretAccessKey)),
            endpoints: Endpoints(common: sandbox.endpoint), retry: RetryPolicy(attempts: 1)))
}

/// Returns what a call fails with, nil when it does not.
func failure(_ call: () async throws -> some Any) async throws -> AWSError? {
    do {
        _ = try await call()
        return nil
    } catch let error as AWSError {
        return error
    }
}

extension RunningSandbox {
    /// Uploads an object to a bucket of the configuration and begins to import it.
    func importDisk(_ client: AWSClient, bucket: String = "disks", region: Region = "us-east-1", token: String = "1") async throws -> String {
        let location = S3Location(bucket: bucket, key: "disk", region: region)
        let upload = try await client.createMultipartUpload(location, tags: [])
        let body = Array("a disk".utf8)
        let part = try await client.uploadPart(location, uploadID: upload, number: 1, body: .bytes(body))
        let digest = SHA256.digest(part.sha256?.bytes ?? [])
        try await client.completeMultipartUpload(location, uploadID: upload, parts: [part], checksum: "\(digest.base64)-1")
        let image = DiskImageLocation(bucket: bucket, key: "disk", format: "RAW")
        return try await client.importSnapshot(image, in: region, description: "test", clientToken: token, tags: []).id
    }

    /// Looks until an import is over.
    func endedImport(_ id: String, _ client: AWSClient, region: Region = "us-east-1") async throws -> ImportSnapshotTask {
        while true {
            let tasks = try await client.describeImportSnapshotTasks(in: region, ids: [id])
            if let task = tasks.first, ["completed", "deleted"].contains(task.status) { return task }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// A configuration with a bucket called `disks`, where nothing takes time.
var instant: SandboxConfiguration {
    var configuration = SandboxConfiguration()
    configuration.buckets = ["disks": "us-east-1"]
    configuration.timing.importSnapshot = 0
    configuration.timing.copySnapshotMinimum = 0
    configuration.timing.copySnapshotMaximum = 0
    configuration.timing.registerImage = 0
    return configuration
}
