import ArgumentParser
import CanonicalJSON
import HTTP
import Logging

/// `approve`: lets a running daemon publish a unit that waits for a person.
struct ApproveCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approves of publishing a unit of a running daemon, where the repository says publish: manual.",
        discussion: """
            The daemon commits the approval to the branch that it follows. Exits 1 when there is nothing to approve of, or no longer what \
            --fingerprint says, and 4 when no daemon answers, it refuses, or the commit cannot be pushed.
            """)

    @Argument(help: "The repository's name in the daemon's settings.") var name: String
    @Argument(help: "The path of a config in it.") var config: String
    @Argument(help: "A group of the config; without, its images in no group.") var group: String?

    @Option(help: ArgumentHelp("Only if this is what waits: the fingerprint in the manifest that you saw.", valueName: "sha256:…"))
    var fingerprint: String?

    @Option(help: ArgumentHelp("Who approves, for the commit's message.", valueName: "name"))
    var by: String?

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let body: JSON = [
            "config": .string(config), "group": .optional(group), "fingerprint": .optional(fingerprint), "by": .optional(by),
        ]
        let approval = try await daemon.client().post("/repositories/\(URIEncoding.encode(name))/units/approve", body)
        let (commit, what) = (approval["commit"]?.stringValue ?? "", approval["fingerprint"]?.stringValue ?? "")
        StandardError.tell("publishing \(what) is approved with commit \(commit.prefix(12))", level: .info)
    }
}
