import AWS
import AWSPartition
import AWSSandbox
import CanonicalJSON
import Digest
import Foundation
import HTTP
import Testing

struct StateTests {
    @Test("imports, copies and images become ready in their time")
    func durations() async throws {
        var configuration = instant
        configuration.timing.importSnapshot = 3600
        configuration.timing.copySnapshotMinimum = 3600
        configuration.timing.copySnapshotMaximum = 7200
        try await withSandbox(configuration) { sandbox in
            let client = client(sandbox)
            let id = try await sandbox.importDisk(client)
            let pending = try await client.describeImportSnapshotTasks(in: "us-east-1", ids: [id]).first
            #expect(pending?.status == "active" && pending?.snapshotID == nil && pending?.progress != nil)
            sandbox.configure { $0.timing.importSnapshot = 0 }
            let done = try await sandbox.endedImport(sandbox.importDisk(client, token: "2"), client)
            let snapshot = try #require(done.snapshotID)
            let copy = try await client.copySnapshot(snapshot, from: "us-east-1", to: "eu-west-1", description: nil, tags: [AWSTag("Name", "c")])
            #expect(try await client.describeSnapshots(in: "eu-west-1", filters: [.named(["c"])]).map(\.state) == ["pending"])
            #expect(
                try await failure {
                    try await client.copySnapshot(copy, from: "eu-west-1", to: "eu-west-2", description: nil, tags: [])
                }?.code == "IncorrectState")
        }
    }

    @Test("new resources are hidden until the delay is over")
    func eventualConsistency() async throws {
        var configuration = instant
        configuration.timing.consistencyDelay = 3600
        try await withSandbox(configuration) { sandbox in
            let client = client(sandbox)
            let id = try await sandbox.importDisk(client)
            #expect(try await client.describeImportSnapshotTasks(in: "us-east-1").isEmpty)
            let failed = try await failure {
                try await client.describeImportSnapshotTasks(in: "us-east-1", ids: [id])
            }
            #expect(failed?.code == "InvalidConversionTaskId")
            sandbox.configure { $0.timing.consistencyDelay = 0 }
            let second = try await sandbox.importDisk(client, token: "2")
            #expect(try await client.describeImportSnapshotTasks(in: "us-east-1").map(\.id) == [second])
        }
    }

    @Test("bytes that are not kept are checked, and read as zeros")
    func discardedContent() async throws {
        var configuration = instant
        configuration.discardsContent = true
        try await withSandbox(configuration) { sandbox in
            let client = client(sandbox)
            _ = try await sandbox.importDisk(client)
            let location = S3Location(bucket: "disks", key: "disk", region: "us-east-1")
            #expect(try await client.getObject(location, range: 0..<6) == [UInt8](repeating: 0, count: 6))
            #expect(try await client.headObject(location)?.size == 6)
            let upload = try await client.createMultipartUpload(location, tags: [])
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).disk").path
            try Data("a disk".utf8).write(to: URL(filePath: file))
            defer { unlink(file) }
            let body = RequestBody.file(path: file, offset: 0, length: 6, sha256: SHA256.digest("another disk"))
            #expect(try await failure { try await client.uploadPart(location, uploadID: upload, number: 1, body: body) } != nil)
        }
    }

    @Test("an import of an object that is not there, or elsewhere, ends deleted with the reason")
    func failedImports() async throws {
        var configuration = instant
        configuration.buckets["elsewhere"] = "eu-west-1"
        try await withSandbox(configuration) { sandbox in
            let client = client(sandbox)
            for (bucket, reason) in [("disks", "404"), ("elsewhere", "301"), ("nowhere", "404")] {
                let image = DiskImageLocation(bucket: bucket, key: "none", format: "RAW")
                let task = try await client.importSnapshot(image, in: "us-east-1", description: "", clientToken: bucket, tags: [])
                let ended = try await sandbox.endedImport(task.id, client)
                #expect(ended.status == "deleted" && ended.statusMessage?.contains(reason) == true)
            }
        }
    }

    @Test("the buckets of tokens run out")
    func throttling() async throws {
        var configuration = SandboxConfiguration()
        configuration.throttling = true
        try await withSandbox(configuration) { sandbox in
            // All at once, so that no token comes back in between however slow the machine is.
            let codes = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<60 {
                    group.addTask {
                        // A client keeps to the rate by itself: each call has one of its own.
                        try await failure {
                            try await client(sandbox).putImageParameter(name: "/a", imageID: "x", description: nil, overwrite: true, in: "us-east-1")
                        }?.code
                    }
                }
                return try await group.reduce(into: Set<String>()) { codes, code in if let code { codes.insert(code) } }
            }
            #expect(codes == ["ValidationException", "ThrottlingException"])
        }
    }

    @Test("a region must be opted into")
    func optIn() async throws {
        var configuration = SandboxConfiguration()
        configuration.optedInRegions = ["af-south-1"]
        try await withSandbox(configuration) { sandbox in
            let client = client(sandbox)
            let regions = try await client.describeRegions(askedIn: "us-east-1")
            #expect(regions.contains("af-south-1"))
            #expect(try await client.describeImages(in: "af-south-1").isEmpty)
            #expect(try await failure { try await client.describeImages(in: "me-south-1") }?.code == "AuthFailure")
        }
    }

    @Test("the same calls lead to the same state")
    func deterministicState() async throws {
        let states = try await [0, 1].asyncMap { _ in
            try await withSandbox(instant) { sandbox in
                let client = client(sandbox)
                let task = try await sandbox.endedImport(sandbox.importDisk(client), client)
                _ = try await client.copySnapshot(task.snapshotID ?? "", from: "us-east-1", to: "eu-west-1", description: nil, tags: [])
                return sandbox.state().prettyText
            }
        }
        #expect(states[0] == states[1] && states[0].contains("snap-"))
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
