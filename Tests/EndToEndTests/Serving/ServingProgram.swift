import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A running daemon, with the settings that it can be told to read again.
struct ServingProgram: Sendable {
    let program: RunningProgram
    let port: Int
    /// The path of its settings.
    let settings: String

    /// Starts the daemon in a folder, and waits until it listens.
    /// - Parameters:
    ///   - settings: all but where it listens and keeps its state: `state` in the folder.
    ///   - environment: the variables of the process.
    init(in folder: String, _ settings: String, environment: [String: String], arguments: [String] = []) async throws {
        self.settings = "\(folder)/settings.yaml"
        try Self.write(settings, in: folder)
        let portFile = "\(folder)/port"
        try? FileManager.default.removeItem(atPath: portFile)  // of the daemon before
        let program = try RunningProgram(
            ["serve", "--settings", self.settings, "--port-file", portFile] + arguments, environment: environment)
        self.program = program
        try await eventually("the daemon listens: \(program.written)") { FileManager.default.fileExists(atPath: portFile) }
        port = try #require(Int(try String(contentsOfFile: portFile, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    private static func write(_ settings: String, in folder: String) throws {
        let text = "state_dir: \(folder)/state\nlisten: 127.0.0.1:0\n" + settings
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/settings.yaml"))
    }

    /// Writes other settings and has them read.
    /// - Returns: what the log says of it.
    func reload(_ settings: String) async throws -> String {
        try Self.write(settings, in: URL(filePath: self.settings).deletingLastPathComponent().path)
        return try await hangup()
    }

    /// Has the settings read.
    /// - Returns: what the log says of it.
    func hangup() async throws -> String {
        let before = program.written.count
        program.signal(SIGHUP)
        @Sendable func said() -> String { String(program.written.dropFirst(before)) }
        try await eventually("the settings are read") {
            ["read again", "the old ones stay"].contains { said().contains($0) } && said().hasSuffix("\n")
        }
        return said()
    }

    /// Returns what the API says at a path below `/api/v1`.
    func api(_ path: String) async throws -> JSON { try JSON(parsing: try await get("/api/v1\(path)")) }

    func get(_ path: String) async throws -> String {
        try await BotProgram.run("curl", ["--silent", "http://127.0.0.1:\(port)\(path)"], BotProgram().variables).output
    }

    /// The runs of a repository that came to an end, by their state.
    func ended(_ repository: String) async throws -> [String] {
        let runs = try await api("/runs?limit=200&repository=\(repository)")["runs"]?.arrayValue ?? []
        return runs.compactMap { $0["state"]?.stringValue }.filter { $0 != "running" }
    }

    /// Stops it gracefully.
    func stop() async throws {
        program.signal(SIGTERM)
        #expect(try await program.end() == 0, "\(program.written)")
    }
}
