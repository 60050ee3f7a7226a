import Foundation
import TestSupport

/// Settings as they are packaged, with places of a test's own instead of the host's, and nobody behind the addresses of git servers.
struct PackagedSettings {
    let folder: TemporaryFolder
    let path: String

    static let secret = "user:password"

    init(_ text: String) throws {
        folder = try TemporaryFolder()
        for name in ["git-token", "webhook-secret", "ssh-key", "known-hosts"] { try folder.write(Self.secret, to: "secrets/\(name)") }
        let lines = text.split(separator: "\n").map { line in
            line.hasPrefix("listen:") ? "listen: 127.0.0.1:0" : line.replacing(/(https:\/\/|ssh:\/\/git@)[^\/]+/) { "\($0.1)127.0.0.1:1" }
        }
        let own = lines.joined(separator: "\n").replacing("/var/lib/awspub-bot", with: folder.path("state"))
            .replacing("/run/credentials/awspub-bot.service", with: folder.path("secrets"))
        path = try folder.write(own, to: "settings.yaml")
    }

    /// The arguments with which the service in packaging/systemd starts the program.
    static func serviceArguments() throws -> [String] {
        let line = try packaged("systemd/awspub-bot.service").split(separator: "\n").first { $0.hasPrefix("ExecStart=") } ?? ""
        return line.split(separator: " ").dropFirst().map(String.init)
    }

    static func packaged(_ name: String) throws -> String {
        try String(contentsOfFile: "\(BotProgram.projectRoot)/packaging/\(name)", encoding: .utf8)
    }

    /// Starts the daemon as the service does.
    /// - Returns: also its port.
    func serve() async throws -> (program: RunningProgram, port: String) {
        let arguments = try Self.serviceArguments().map { $0 == "/etc/awspub-bot/settings.yaml" ? path : $0 }
        let program = try RunningProgram(arguments + ["--port-file", folder.path("port")])
        try await eventually("the daemon listens: \(program.written)", within: .seconds(60)) {
            FileManager.default.fileExists(atPath: folder.path("port"))
        }
        return (program, try String(contentsOfFile: folder.path("port"), encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
