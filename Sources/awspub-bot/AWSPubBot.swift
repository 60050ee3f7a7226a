import ArgumentParser

/// The root command.
struct AWSPubBot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "awspub-bot",
        abstract: "Publishes AWS machine images from a git repository.",
        discussion: """
            Results are on stdout, everything else on stderr. Exit codes: 0 done; 1 done, but something failed; 2 wrong usage; \
            3 invalid config; 4 AWS or git refused or was unreachable; 130 interrupted.
            """,
        version: version,
        subcommands: [
            CreateCommand.self, ListCommand.self, PublishCommand.self, CleanupCommand.self, VerifyCommand.self,
            ValidateCommand.self, SchemaCommand.self, PlanCommand.self, SyncCommand.self,
            ServeCommand.self, StatusCommand.self, RunsCommand.self, LogsCommand.self, SuspendCommand.self, ResumeCommand.self, ApproveCommand.self,
            SandboxCommand.self, DemoCommand.self,
        ])

    static let version = "0.1.0"
}
