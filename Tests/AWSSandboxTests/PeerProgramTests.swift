import AWSSandbox
import Foundation
import Subprocess
import Testing

/// Programs that nobody here wrote work on the sandbox as they are.
struct PeerProgramTests {
    @Test("boto3 performs every call of the sandbox, and aws s3 cp copies in parts")
    func boto3() async throws {
        var configuration = SandboxConfiguration()
        // On a slow machine, too, a change set is still being applied when the next one is asked for.
        configuration.timing.marketplace = 8
        try await withSandbox(configuration) { sandbox in
            try await pytest(["test_ec2.py", "test_s3.py", "test_services.py"], sandbox)
            // The suite is whole: there is no action that it leaves out.
            let called = Set(sandbox.calls().filter { $0.status.map { $0 < 300 } ?? false }.map { "\($0.service):\($0.action)" })
            #expect(Set(Sandbox.actions).subtracting(called).isEmpty)
        }
    }

    @Test("awspub from PyPI creates, lists, publishes and cleans up")
    func awspub() async throws {
        var configuration = SandboxConfiguration()
        // awspub looks every 15 seconds: everything is ready when it looks first.
        configuration.timing.importSnapshot = 0
        configuration.timing.copySnapshotMinimum = 0
        configuration.timing.copySnapshotMaximum = 0
        configuration.timing.registerImage = 0
        try await withSandbox(configuration) { sandbox in try await pytest(["test_awspub.py"], sandbox) }
    }

    private func pytest(_ files: [String], _ sandbox: RunningSandbox) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let python = root.appending(path: ".venv/bin/python").path
        let folder = root.appending(path: "Tests/python/sandbox").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            Issue.record("there is no .venv: run scripts/setup --tests")
            return
        }
        let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AWS_") }
        let environment = inherited.merging(
            ["SANDBOX_ENDPOINT": sandbox.endpoint, "PYTHONDONTWRITEBYTECODE": "1", "AWS_EC2_METADATA_DISABLED": "true"]
        ) { $1 }
        // The limit ends the programs also when nobody waits for them any more.
        let result = try await Subprocess.run(
            .name("timeout"),
            arguments: Arguments(
                ["--kill-after=5", "240", python, "-m", "pytest", "-q", "-p", "no:cacheprovider"] + files.map { "\(folder)/\($0)" }),
            environment: .custom(environment.map { Array("\($0.key)=\($0.value)\0".utf8) }), output: .string(limit: 8 << 20),
            error: .string(limit: 8 << 20))
        #expect(result.terminationStatus.isSuccess, "\(result.standardOutput) \(result.standardError)")
    }
}
