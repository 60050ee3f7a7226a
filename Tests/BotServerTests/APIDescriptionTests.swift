import Bot
import BotServer
import CanonicalJSON
import Foundation
import Subprocess
import TestSupport
import Testing

/// The description of the API, and the server held against it by programs that nobody here wrote.
struct APIDescriptionTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL.path

    private static func run(_ arguments: [String], input: String = "") async throws -> (succeeded: Bool, output: String) {
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(arguments), input: .string(input), output: .string(limit: 16 << 20),
            error: .string(limit: 1 << 20))
        return (result.terminationStatus.isSuccess, result.standardOutput + result.standardError)
    }

    @Test("it is valid OpenAPI 3.1 and names every operation")
    func isValid() async throws {
        try await RunningServer.with { server in
            let document = try await APITests.get("/openapi.json", server).json
            let paths = document["paths"]?.objectValue ?? [:]
            #expect(paths.keys.contains("/repositories/{name}/suspend") && paths.keys.contains("/events") && paths.keys.contains("/runs/{id}/log"))
            let checked = try await Self.run(
                ["\(Self.root)/.venv/bin/python", "\(Self.root)/Tests/python/api/check.py"], input: document.canonicalText)
            #expect(checked.succeeded, "\(checked.output)")
        }
    }

    @Test("schemathesis finds nothing that differs from it")
    func isKept() async throws {
        try await RunningServer.with(token: "s3cret") { server in
            for number in 0..<3 { try APITests.look(server.record, errors: number == 0 ? ["eu-west-3: no"] : []) }
            let folder = server.folder.path
            // A stream of events has no end to wait for; it has tests of its own.
            let checked = try await Self.run([
                "-C", folder, "\(Self.root)/.venv/bin/schemathesis", "run", "http://127.0.0.1:\(server.port)/api/v1/openapi.json", "--checks", "all",
                "--header", "Authorization: Bearer s3cret", "--exclude-path", "/events", "--max-examples", "20",
                "--seed", "1", "--request-timeout", "120", "--suppress-health-check", "all", "--no-color",
            ])
            #expect(checked.succeeded, "\(checked.output)")
            #expect(checked.output.contains("12 selected / 13 total"), "\(checked.output)")
        }
    }
}
