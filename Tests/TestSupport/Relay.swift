import Foundation

/// A program between a client and a server that does not do its job, or is a proxy.
package struct Relay: Sendable {
    package enum Mode: Sendable {
        case proxy
        /// Passes on so many bytes of answers, and then is silent.
        case stall(port: Int, bytes: Int)
        /// Passes on so many bytes of answers, and then resets.
        case reset(port: Int, bytes: Int)
        /// Accepts connections and says nothing.
        case silent

        fileprivate var arguments: [String] {
            switch self {
            case .proxy: ["proxy"]
            case .stall(let port, let bytes): ["stall", "127.0.0.1:\(port)", String(bytes)]
            case .reset(let port, let bytes): ["reset", "127.0.0.1:\(port)", String(bytes)]
            case .silent: ["silent"]
            }
        }
    }

    private let server: ServerProcess
    private let log: String

    package var port: Int { server.port }

    /// The first lines of the requests that came to a proxy.
    package var requests: [String] {
        String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// - Parameter folder: for the log.
    package init(_ mode: Mode, folder: String) async throws {
        let log = "\(folder)/relay-\(UUID().uuidString)"
        self.log = log
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "python/git/relay.py").path
        server = try await ServerProcess("/usr/bin/python3", log: "\(log).out") { port in [script, String(port), log] + mode.arguments }
    }
}
