import AWSSandbox
import CanonicalJSON
import Foundation
import Subprocess
import TestSupport

/// One of the two programs that are compared.
enum Peer {
    case awspub
    case bot

    private var executable: String {
        switch self {
        case .awspub:
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../.venv/bin/awspub").standardizedFileURL
                .path(percentEncoded: false)
        case .bot: BuiltProgram.path
        }
    }

    /// What a program did.
    struct Traces: Sendable {
        var statuses: [Int] = []
        /// What each command printed, ids cut to their kind.
        var outputs: [JSON] = []
        var errors = ""
        /// The sandbox's state in the end, ids cut to their kind.
        var state: JSON = .null
    }

    /// Runs commands one after the other on a config, against a sandbox that nobody used before.
    func run(_ commands: [String], on config: String, group: String? = nil) async throws -> Traces {
        let folder = try TemporaryFolder()
        try DifferentialConfig.write(config, to: folder)
        var configuration = SandboxConfiguration()
        configuration.buckets = ["images": "us-east-1"]
        configuration.topics = ["arn:aws:sns:us-east-1:123456789012:images"]
        // awspub looks again after 30 s at the earliest, so that everything has to be done at once.
        configuration.timing.scale = 1_000_000
        return try await withSandbox(configuration) { sandbox in
            var traces = Traces()
            let environment = environment(sandbox, folder)
            let options = ["--config-mapping", folder.path("mapping.yaml")] + (group.map { ["--group", $0] } ?? [])
            for command in commands {
                let result = try await Subprocess.run(
                    .name("env"), arguments: Arguments([executable, command] + options + [folder.path("config.yaml")]),
                    environment: .custom(environment.map { Array("\($0.key)=\($0.value)\0".utf8) }), output: .string(limit: 1 << 20),
                    error: .string(limit: 1 << 20))
                if case .exited(let status) = result.terminationStatus { traces.statuses.append(Int(status)) } else { traces.statuses.append(-1) }
                if !result.standardOutput.isEmpty { traces.outputs.append(try JSON(parsing: result.standardOutput).withoutIDs) }
                traces.errors += result.standardError
            }
            traces.state = sandbox.state().withoutIDs
            return traces
        }
    }

    private func environment(_ sandbox: RunningSandbox, _ folder: TemporaryFolder) -> [String: String] {
        [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID, "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey,
        ]
    }
}

/// The program that the tests are about, as it was built beside them.
enum BuiltProgram {
    static var path: String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "awspub-bot").path(
            percentEncoded: false)
    }
}
