import AWSSandbox
import ArgumentParser
import Foundation

/// `demo [DIR]`: the whole story on this machine.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show the whole story on this machine, with no account.",
        discussion: """
            Starts a local AWS partition, makes a git remote from the sample repository, publishes it, merges a change that touches one group, \
            publishes that, and shows the commit with the results. Exits 1 when anything does not go as told.
            """)

    @Argument(help: ArgumentHelp("A folder to keep what the demo makes; without it a temporary one, removed at the end.", valueName: "dir"))
    var directory: String?

    @Option(help: ArgumentHelp("The sample repository; found beside the program's sources otherwise.", valueName: "dir"))
    var sample: String?

    func run() async throws {
        let sample = try sample ?? DemoFolder.findSample()
        let folder = try DemoFolder(directory)
        defer { folder.removeIfTemporary() }
        var configuration = SandboxConfiguration()
        configuration.buckets = ["sample-images": "us-east-1"]
        configuration.timing.importSnapshot = 1
        configuration.timing.copySnapshotMinimum = 0.5
        configuration.timing.copySnapshotMaximum = 1.5
        configuration.timing.registerImage = 0.3
        try await withSandbox(configuration) { sandbox in
            try await DemoStory(sample: sample, folder: folder, sandbox: sandbox).tell()
        }
    }
}
