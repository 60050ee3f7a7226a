import Foundation
import Synchronization
import Testing

/// The built program while it runs in the background; it dies with the last reference.
final class RunningProgram: Sendable {
    private let process: Mutex<Process>
    private let reader: FileHandle
    private let text = Mutex("")
    let identifier: Int32

    /// In bytes.
    static let smallestPipe = 4096

    /// `F_SETPIPE_SZ` of `linux/fcntl.h`, which Glibc's module leaves out.
    private static let setPipeSize: Int32 = 1031

    /// - Parameter isRead: whether what it writes is read; if not, it can write as much as `smallestPipe` holds.
    convenience init(_ arguments: [String], environment: [String: String] = [:], isRead: Bool = true) throws {
        try self.init(program: BotProgram.path, arguments, environment: environment, isRead: isRead)
    }

    /// Starts curl, which shows what it receives as it comes.
    static func curl(_ url: String, headers: [String] = []) throws -> RunningProgram {
        try RunningProgram(program: "/usr/bin/curl", ["--silent", "--no-buffer"] + headers.flatMap { ["--header", $0] } + [url])
    }

    /// Starts a program that opens connections to a port and says nothing on them; it writes `open` when it has them.
    static func silentConnections(_ count: Int, port: Int) throws -> RunningProgram {
        let script = """
            import resource, socket, sys, time
            most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
            silent = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
            print("open", flush=True)
            time.sleep(600)
            """
        return try RunningProgram(program: "/usr/bin/env", ["python3", "-c", script, "\(port)", "\(count)"])
    }

    private init(program: String, _ arguments: [String], environment: [String: String] = [:], isRead: Bool = true) throws {
        let process = Process()
        // It must not outlive the tests, however they end.
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments = ["--pdeathsig", "KILL", program] + arguments
        process.environment = BotProgram(environment: environment).variables
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        if !isRead { _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, Self.setPipeSize, Int32(Self.smallestPipe)) }
        try process.run()
        identifier = process.processIdentifier
        reader = pipe.fileHandleForReading
        self.process = Mutex(process)
        guard isRead else { return }
        reader.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            guard !data.isEmpty else {
                handle.readabilityHandler = nil
                return
            }
            self?.text.withLock { $0 += String(decoding: data, as: UTF8.self) }
        }
    }

    deinit { kill(identifier, SIGKILL) }

    /// What it wrote so far, on either output.
    var written: String { text.withLock { $0 } }

    /// What is in the pipe, in bytes.
    var unreadBytes: Int {
        var count: Int32 = 0
        return ioctl(reader.fileDescriptor, UInt(FIONREAD), &count) == 0 ? Int(count) : -1
    }

    func signal(_ number: Int32) { kill(identifier, number) }

    /// Waits for its end.
    /// - Returns: the exit code.
    func end(within limit: Duration = .seconds(300)) async throws -> Int {
        try await eventually("the program ends", within: limit) { self.process.withLock { !$0.isRunning } }
        return process.withLock { Int($0.terminationStatus) }
    }
}

/// Waits until a condition holds, which it is expected to do soon.
func eventually(_ what: String, within limit: Duration = .seconds(300), _ condition: @Sendable () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record("it did not come true that \(what)")
            throw CancellationError()
        }
        try await Task.sleep(for: .milliseconds(50))
    }
}
