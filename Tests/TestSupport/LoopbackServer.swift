import Foundation
import Synchronization

/// An HTTP/1.1 server on 127.0.0.1 that answers as a test says, also in ways that no HTTP library would. It ends with its last reference.
package final class LoopbackServer: Sendable {
    package struct Request: Sendable {
        package let method: String
        /// Path and query as they were sent.
        package let target: String
        /// Names in lower case.
        package let headers: [String: String]
        package let body: [UInt8]
        /// Which connection it came on, counted from 0.
        package let connection: Int

        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    package enum Answer: Sendable {
        case respond(status: Int, headers: [(String, String)], body: [UInt8])
        /// Sends these bytes and closes.
        case raw(String)
        /// Closes with a TCP reset.
        case reset
        /// Never answers.
        case silence

        package static func text(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> Answer {
            .respond(status: status, headers: headers, body: Array(text.utf8))
        }
    }

    private let shared: Shared
    /// `http://127.0.0.1:PORT`.
    package let url: String

    /// Starts to listen on a free port.
    package init(answer: @escaping @Sendable (Request) -> Answer) throws {
        let (listener, port) = try LoopbackServer.listen()
        url = "http://127.0.0.1:\(port)"
        let shared = Shared(answer: answer)
        self.shared = shared
        shared.state.withLock { _ = $0.sockets.insert(listener) }
        Thread.detachNewThread { shared.acceptAll(on: listener) }
    }

    deinit { shared.stop() }

    /// All requests that were read completely so far.
    package var requests: [Request] { shared.state.withLock { $0.requests } }

    /// How many connections were accepted so far.
    package var connectionCount: Int { shared.state.withLock { $0.connections } }

    private static func listen() throws -> (Int32, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: UInt16? = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(listener, pointer, length) == 0, Foundation.listen(listener, 128) == 0, getsockname(listener, pointer, &length) == 0
                else { return nil }
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { UInt16(bigEndian: $0.pointee.sin_port) }
            }
        }
        guard let port else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return (listener, port)
    }
}

/// What the server's threads share.
private final class Shared: Sendable {
    struct State {
        var requests: [LoopbackServer.Request] = []
        var connections = 0
        /// Open sockets; a thread closes its own after it took it out.
        var sockets: Set<Int32> = []
        var isStopped = false
    }

    let state = Mutex(State())
    private let answer: @Sendable (LoopbackServer.Request) -> LoopbackServer.Answer

    init(answer: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Answer) { self.answer = answer }

    /// Wakes every thread from its read or accept.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    func acceptAll(on listener: Int32) {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            let number = state.withLock { state -> Int? in
                guard !state.isStopped else { return nil }
                state.sockets.insert(socket)
                state.connections += 1
                return state.connections - 1
            }
            guard let number else {
                close(socket)
                break
            }
            Thread.detachNewThread { self.serve(Connection(socket: socket), number: number) }
        }
        end(listener)
    }

    private func end(_ socket: Int32) {
        state.withLock { state in
            state.sockets.remove(socket)
            close(socket)
        }
    }

    private func serve(_ connection: Connection, number: Int) {
        var connection = connection
        defer { end(connection.socket) }
        while let request = connection.readRequest(number: number) {
            state.withLock { $0.requests.append(request) }
            switch answer(request) {
            case .respond(let status, let headers, let body):
                let fields = (headers + [("content-length", String(body.count))]).map { "\($0.0): \($0.1)\r\n" }.joined()
                guard connection.write(Array("HTTP/1.1 \(status) Answer\r\n\(fields)\r\n".utf8) + (request.method == "HEAD" ? [] : body)) else {
                    return
                }
            case .raw(let text):
                _ = connection.write(Array(text.utf8))
                return
            case .reset:
                var linger = linger(l_onoff: 1, l_linger: 0)
                setsockopt(connection.socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
                return
            case .silence:
                connection.waitForEnd()
                return
            }
        }
    }
}

/// One accepted socket and what was read from it but not used yet.
private struct Connection {
    let socket: Int32
    private var buffer: [UInt8] = []

    init(socket: Int32) { self.socket = socket }

    mutating func readRequest(number: Int) -> LoopbackServer.Request? {
        guard let head = readHead() else { return nil }
        let lines = head.components(separatedBy: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        let length = headers["content-length"].flatMap(Int.init) ?? 0
        while buffer.count < length { guard fill() else { return nil } }
        let body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        return LoopbackServer.Request(method: String(words[0]), target: String(words[1]), headers: headers, body: body, connection: number)
    }

    private mutating func readHead() -> String? {
        let mark = Array("\r\n\r\n".utf8)
        while true {
            if let range = buffer.firstRange(of: mark) {
                let head = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
                buffer.removeFirst(range.upperBound)
                return head
            }
            guard fill() else { return nil }
        }
    }

    private mutating func fill() -> Bool {
        var block = [UInt8](repeating: 0, count: 1 << 18)
        let count = recv(socket, &block, block.count, 0)
        guard count > 0 else { return false }
        buffer += block.prefix(count)
        return true
    }

    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Waits until the other side or the server's end closes the connection.
    mutating func waitForEnd() { while fill() { buffer = [] } }
}
