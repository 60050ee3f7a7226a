import Foundation
import Testing

/// A real HTTP client that sends exactly the bytes a test says and returns all bytes of the answer.
enum HTTPExchange {
    /// Sends a request with `Connection: close`.
    /// - Returns: the status and the whole answer.
    static func send(
        _ method: String = "POST", _ path: String, headers: [String: String] = [:], body: [UInt8] = [], port: Int
    ) async throws -> (status: Int, text: String) {
        var fields = headers
        fields["Host"] = "127.0.0.1"
        fields["Connection"] = "close"
        if fields["Transfer-Encoding"] == nil, fields["Content-Length"] == nil { fields["Content-Length"] = String(body.count) }
        let head = "\(method) \(path) HTTP/1.1\r\n" + fields.map { "\($0): \($1)\r\n" }.joined() + "\r\n"
        return try await sendRaw(Array(head.utf8) + body, port: port)
    }

    static func sendRaw(_ bytes: [UInt8], port: Int) async throws -> (status: Int, text: String) {
        let text: String = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(bytes, port: port) }) }
        }
        let words = text.prefix { $0 != "\r\n" && $0 != "\r" }.split(separator: " ")
        return (words.count > 1 ? Int(words[1]) ?? 0 : 0, text)
    }

    private static func exchange(_ bytes: [UInt8], port: Int) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout.size(ofValue: limit)))
        try LoopbackSocket.connect(descriptor, port: port)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // A server that has heard enough answers and closes; the answer can still be read.
            guard count > 0 else { break }
            sent += count
        }
        var answer: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &block, block.count, 0)
            guard count > 0 else { break }
            answer += block.prefix(count)
        }
        return String(decoding: answer, as: UTF8.self)
    }
}

/// Checks a status. `#expect` with `try await` inside closures confuses the compiler (6.3).
func expect(_ status: Int, is expected: Int, _ location: SourceLocation = #_sourceLocation) {
    #expect(status == expected, sourceLocation: location)
}
