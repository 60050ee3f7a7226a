import AWS
import AWSPartition
import AWSSandbox
import Foundation
import HTTP
import Testing

struct FaultTests {
    @Test("the call that a rule names goes wrong, those before and after go well")
    func errors() async throws {
        try await withSandbox { sandbox in
            let client = client(sandbox)
            sandbox.setFaults([
                FaultRule(.error, service: "ec2", action: "Describe*", skip: 1, times: 1, code: "RequestLimitExceeded")
            ])
            var codes: [String?] = []
            for _ in 0..<3 { codes.append(try await failure { try await client.describeRegions(askedIn: "us-east-1") }?.code) }
            #expect(codes == [nil, "RequestLimitExceeded", nil])
            #expect(sandbox.calls().map(\.status) == [200, 503, 200])
            #expect(sandbox.calls().map(\.faults) == [[], ["error"], []])
        }
    }

    @Test("an answer is lost before or after the work", arguments: [false, true])
    func cuts(processed: Bool) async throws {
        try await withSandbox(instant) { sandbox in
            let client = client(sandbox)
            sandbox.setFaults([FaultRule(.cut, action: "ImportSnapshot", times: 1, processed: processed)])
            let failed = try await failure {
                try await client.importSnapshot(
                    DiskImageLocation(bucket: "disks", key: "none", format: "RAW"), in: "us-east-1", description: "", clientToken: "1", tags: [])
            }
            #expect(failed != nil && failed?.status == nil)
            #expect(try await client.describeImportSnapshotTasks(in: "us-east-1").count == (processed ? 1 : 0))
        }
    }

    @Test("answers come cut, cut short or late", arguments: [FaultRule.Effect.truncate, .malformed, .hang])
    func spoiltAnswers(effect: FaultRule.Effect) async throws {
        try await withSandbox { sandbox in
            sandbox.setFaults([FaultRule(effect, action: "DescribeRegions", times: 1, seconds: 0.05)])
            let client = client(sandbox)
            // Malformed XML is asked for again by the client itself.
            let first = try await failure { try await client.describeRegions(askedIn: "us-east-1") }
            #expect((first == nil) == (effect == .malformed))
            #expect(sandbox.calls().first?.faults == [effect.rawValue])
            #expect(try await client.describeRegions(askedIn: "us-east-1").isEmpty == false)
        }
    }

    @Test("an import fails with the message of the rule")
    func imports() async throws {
        try await withSandbox(instant) { sandbox in
            let client = client(sandbox)
            sandbox.setFaults([FaultRule(.importFailure, action: "ImportSnapshot", times: 1, message: "ClientError: no disk")])
            let failed = try await sandbox.endedImport(sandbox.importDisk(client), client)
            #expect((failed.status, failed.statusMessage) == ("deleted", "ClientError: no disk"))
            let second = try await sandbox.endedImport(sandbox.importDisk(client, token: "2"), client)
            #expect(second.status == "completed" && second.snapshotID != nil)
        }
    }

    @Test("the rules, the log and the configuration are changed over HTTP")
    func controlPages() async throws {
        try await withSandbox { sandbox in
            let rules = Data(#"[{"effect": "error", "action": "DescribeRegions", "code": "InternalError"}]"#.utf8)
            try await send("PUT", "/_sandbox/faults", rules, sandbox)
            #expect(try await failure { try await client(sandbox).describeRegions(askedIn: "us-east-1") }?.status == 500)
            try await send("PUT", "/_sandbox/config", Data(#"{"timing": {"scale": 7}, "faults": []}"#.utf8), sandbox)
            #expect(try await failure { try await client(sandbox).describeRegions(askedIn: "us-east-1") } == nil)
            let calls = try await send("GET", "/_sandbox/calls?errorCode=Internal*", nil, sandbox)
            #expect(String(decoding: calls, as: UTF8.self).contains("\"errorCode\": \"InternalError\""))
            let configuration = try await send("GET", "/_sandbox/config", nil, sandbox)
            #expect(String(decoding: configuration, as: UTF8.self).contains("\"scale\": 7"))
            try await send("DELETE", "/_sandbox/calls", nil, sandbox)
            #expect(sandbox.calls().isEmpty)
        }
    }

    @discardableResult
    private func send(_ method: String, _ path: String, _ body: Data?, _ sandbox: RunningSandbox) async throws -> [UInt8] {
        let response = try await HTTPClient().send(
            HTTPRequest(method: HTTPMethod(rawValue: method) ?? .get, url: sandbox.endpoint + path, body: .bytes(Array(body ?? Data()))))
        return response.body
    }
}
