import AWSSandbox
import ArgumentParser
import CanonicalJSON
import Foundation
import Logging

/// `awspub-bot sandbox`: a local AWS partition.
struct SandboxCommand: ServiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Runs a local AWS partition on loopback, for trying things out and for tests.",
        discussion: """
            One port serves EC2, S3, SSM, SNS, STS, the Marketplace catalog, and a little of IAM and Service Quotas, in all regions. Nothing
            leaves this machine, and nothing stays when it ends. Its own pages: /_sandbox/state, /_sandbox/calls, /_sandbox/faults, /_sandbox/config.
            """)

    @Option(help: "The TCP port; 0 takes a free one.") var port = 0
    @Option(help: "A file to write the port to once the sandbox listens.") var portFile: String?
    @Option(help: "A JSON file with the sandbox's configuration; every key is optional.") var config: String?
    @Option(help: "A JSON file with a list of faults.") var faults: String?
    @Option(help: "Seconds that importing a snapshot takes.") var importSeconds: Double?
    @Option(help: "Seconds that copying a snapshot takes at least.") var copySeconds: Double?
    @Option(help: "Seconds that copying a snapshot takes at most.") var copySecondsMax: Double?
    @Option(help: "Seconds until a registered image is available.") var imageSeconds: Double?
    @Option(help: "Seconds that new resources and tags are hidden from Describe calls.") var consistencyDelay: Double?
    @Option(help: "Seconds that every call takes longer.") var latency: Double?
    @Option(help: "How much faster than told everything runs.") var timeScale: Double?
    @Flag(help: "Throttle with the token buckets that AWS documents.") var throttling = false
    @Option(help: "A bucket to begin with, as NAME or NAME=REGION.") var bucket: [String] = []
    @Option(help: "The ARN of an SNS topic to begin with.") var topic: [String] = []
    @Option(help: "A region that the account opted into; * is all.") var optIn: [String] = []
    @Option(help: "The folder that objects are kept in; without it a temporary one.") var dataDirectory: String?

    @Flag(help: "Check the bytes of objects and forget them; they read as zeros.") var discardContent = false

    func run() async throws {
        var logger = Logger(label: "sandbox")
        // Connections that are cut when it stops are no error of anybody's.
        logger.logLevel = .critical
        let (portFile, configuration) = (portFile, try sandboxConfiguration())
        let sandbox = try Sandbox(configuration: configuration, logger: logger) { running in
            FileHandle.standardOutput.write(Data((SandboxCommand.usage(running, configuration) + "\n").utf8))
            do {
                try portFile.map { try Data("\(running.port)\n".utf8).write(to: URL(filePath: $0), options: .atomic) }
            } catch {
                FileHandle.standardError.write(Data("cannot write the port file: \(error.localizedDescription)\n".utf8))
            }
        }
        try await serve([sandbox], logger: logger)
    }

    private func sandboxConfiguration() throws -> SandboxConfiguration {
        var result = SandboxConfiguration()
        if let config { result = try result.merging(JSON(parsing: Data(contentsOf: URL(filePath: config)))) }
        if let faults { result.faults += try JSONDecoder().decode([FaultRule].self, from: Data(contentsOf: URL(filePath: faults))) }
        result.port = port
        result.timing.importSnapshot = importSeconds ?? result.timing.importSnapshot
        result.timing.copySnapshotMinimum = copySeconds ?? result.timing.copySnapshotMinimum
        result.timing.copySnapshotMaximum = copySecondsMax ?? max(copySeconds ?? 0, result.timing.copySnapshotMaximum)
        result.timing.registerImage = imageSeconds ?? result.timing.registerImage
        result.timing.consistencyDelay = consistencyDelay ?? result.timing.consistencyDelay
        result.timing.latency = latency ?? result.timing.latency
        result.timing.scale = timeScale ?? result.timing.scale
        result.throttling = result.throttling || throttling
        result.topics += topic
        result.optedInRegions += optIn
        result.dataDirectory = dataDirectory ?? result.dataDirectory
        result.discardsContent = result.discardsContent || discardContent
        for text in bucket {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard let name = parts.first else { throw ValidationError("--bucket takes NAME or NAME=REGION") }
            result.buckets[String(name)] = parts.count > 1 ? String(parts[1]) : "us-east-1"
        }
        return result
    }

    private static func usage(_ running: RunningSandbox, _ configuration: SandboxConfiguration) -> String {
        let key = configuration.accessKeys.sorted { $0.key < $1.key }.first
        return """
            # The sandbox listens. In another shell:
            export AWS_ENDPOINT_URL=\(running.endpoint)
            export AWS_ACCESS_KEY_ID=\(key?.key ?? "")
            export AWS_SECRET_ACCESS_KEY=\(key?.value ?? "")
            export AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1
            # State: \(running.endpoint)/_sandbox/state   calls: \(running.endpoint)/_sandbox/calls
            """
    }
}
