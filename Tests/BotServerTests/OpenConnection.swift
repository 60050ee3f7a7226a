import Foundation
import Synchronization

/// A connection to a server on this host that a test writes to and reads from as it likes.
final class OpenConnection: Sendable {
    private let descriptor: Int32
    private let received = Mutex("")

    /// - Parameter receiveBuffer: in bytes, for a reader that wants to be a slow one; nil for the system's.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout.size(ofValue: size))) }
        try LoopbackSocket.connect(descriptor, port: port)
    }

    deinit { close(descriptor) }

    /// - Returns: whether the server still took it.
    @discardableResult
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == bytes.count
    }

    /// Reads until the text received so far is as wanted, the server closes, or the time is over.
    /// - Returns: all that was received since the beginning, and whether the server has closed.
    func read(atMost limit: Duration = .seconds(20), until isEnough: @escaping @Sendable (String) -> Bool) async -> (text: String, isClosed: Bool) {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in continuation.resume(returning: readBlocking(limit, isEnough)) }
        }
    }

    private func readBlocking(_ limit: Duration, _ isEnough: (String) -> Bool) -> (text: String, isClosed: Bool) {
        let deadline = ContinuousClock.now + limit
        var block = [UInt8](repeating: 0, count: 65536)
        while true {
            let text = received.withLock(\.self)
            if isEnough(text) || ContinuousClock.now >= deadline { return (text, false) }
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&poller, 1, 50) > 0 else { continue }
            let count = recv(descriptor, &block, block.count, 0)
            guard count > 0 else { return (text, true) }
            received.withLock { $0 += String(decoding: block.prefix(count), as: UTF8.self) }
        }
    }
}
