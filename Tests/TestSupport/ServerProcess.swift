import Foundation

/// A server program that runs for as long as the value lives, and not longer than the tests.
package final class ServerProcess: Sendable {
    private let process: Process
    package let port: Int

    /// Starts a program and waits until it takes connections.
    /// - Parameters:
    ///   - path: the program.
    ///   - arguments: made for the port that it is to listen on, on 127.0.0.1.
    ///   - log: where its output goes.
    package init(_ path: String, log: String, arguments: (_ port: Int) throws -> [String]) async throws {
        port = try ServerProcess.freePort()
        process = Process()
        // A server must not outlive the tests, however they end.
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments = ["--pdeathsig", "KILL", path] + (try arguments(port))
        try Data().write(to: URL(filePath: log))
        let output = try FileHandle(forWritingTo: URL(filePath: log))
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<500 {
            if ServerProcess.isListening(on: port) { return }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ServerProcessError(
            description: "\(path) does not listen: \(String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self))")
    }

    deinit { kill(process.processIdentifier, SIGKILL) }

    private static func freePort() throws -> Int {
        let listener = try socket(bindingTo: 0)
        defer { close(listener) }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func isListening(on port: Int) -> Bool {
        let client = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        var address = loopback(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
    }

    private static func socket(bindingTo port: Int) throws -> Int32 {
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard isBound else { throw ServerProcessError(description: "no free port") }
        return listener
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}

/// Tells that a server for tests did not start.
package struct ServerProcessError: Error, CustomStringConvertible {
    package let description: String
}
