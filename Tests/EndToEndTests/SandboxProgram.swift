import CanonicalJSON
import Foundation
import TestSupport

/// A local AWS partition, run as the command `sandbox`.
struct SandboxProgram: Sendable {
    let program: RunningProgram
    let endpoint: String
    private let folder: TemporaryFolder

    init(_ arguments: String...) async throws { try await self.init(arguments) }

    init(_ arguments: [String]) async throws {
        let folder = try TemporaryFolder()
        let portFile = folder.path + "/port"
        program = try RunningProgram(["sandbox", "--port-file", portFile, "--bucket", "sample-images"] + arguments)
        try await eventually("the sandbox listens") { FileManager.default.fileExists(atPath: portFile) }
        let port = try String(contentsOfFile: portFile, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        endpoint = "http://127.0.0.1:\(port)"
        self.folder = folder
    }

    /// The variables with which programs reach it.
    var environment: [String: String] {
        [
            "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "AKIASANDBOXEXAMPLE00",
            "AWS_SECRET_ACCESS_KEY": "sandbox/secret/key/for/tests/only/000000", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
        ]
    }
}
