import Foundation
import TestSupport
import Testing

/// Who goes first where there are fewer processors than work.
struct PriorityTests {
    /// The names and nicenesses of a process's threads.
    private static func threads(of process: Int32) throws -> [(name: String, niceness: Int?)] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").compactMap { thread in
            // One may have ended.
            guard let line = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/stat", encoding: .utf8),
                let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")")
            else { return nil }
            let fields = line[close...].split(separator: " ")
            return (String(line[open...].dropFirst().prefix { $0 != ")" }), Int(fields[17]))
        }
    }

    @Test("the threads that answer keep their priority, and all others give way")
    func threads() async throws {
        let folder = try TemporaryFolder()
        let settings = "repositories:\n  - {name: images, url: \(folder.path("none.git")), interval: 1h}\n"
        let daemon = try await ServingProgram(in: folder.path("."), settings, environment: BotProgram().variables)
        // The tests may have been started with a niceness, which the daemon then has.
        let own = Int(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0))
        try await eventually("all others give way") {
            try Self.threads(of: daemon.program.identifier).allSatisfy { $0.niceness == ($0.name.hasPrefix("NIO-") ? own : max(own, 10)) }
        }
        #expect(try Self.threads(of: daemon.program.identifier).contains { $0.name.hasPrefix("NIO-") })
        try await daemon.stop()
    }
}
