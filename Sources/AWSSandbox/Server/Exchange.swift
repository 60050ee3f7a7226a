import CanonicalJSON
import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Answers one request after the other.
struct Exchange: Sendable {
    let core: SandboxCore

    /// Takes a request and writes what comes back, if anything does.
    func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        if request.headers[.expect]?.lowercased() == "100-continue" { try await writer.writeInformationalHead(HTTPResponse(status: .continue)) }
        let head = RequestHead(request.head)
        let reply: Reply
        if head.path.hasPrefix("/_sandbox/") {
            let body = try await request.body.collect(upTo: 16 << 20)
            reply = .answer(core.control(head, body: Array(body.readableBytesView)))
        } else {
            reply = try await CallExchange(core: core, head: head, body: request.body).reply()
        }
        switch reply {
        case .answer(let answer): try await write(answer, to: writer, head)
        case .truncated(let answer):
            try await write(answer, to: writer, head, cutAfter: answer.body.count / 2)
            throw ConnectionCut()
        case .cut:
            try await channel.close()
            throw ConnectionCut()
        }
    }

    private func write(_ answer: Answer, to writer: consuming ResponseWriter, _ head: RequestHead, cutAfter limit: Int? = nil) async throws {
        var fields = HTTPFields()
        for header in answer.headers where HTTPField.Name(header.name) != nil {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        fields[.date] = Date().http
        if let server = HTTPField.Name("server") { fields[server] = "awspub-bot-sandbox" }
        if fields[.contentLength] == nil, answer.status != 204 { fields[.contentLength] = String(answer.body.count) }
        let response = HTTPResponse(status: .init(code: answer.status), headerFields: fields)
        if head.method == "HEAD" || answer.status == 204 { return try await writer.writeResponse(response) }
        switch answer.body {
        case .bytes(let bytes):
            guard let limit else { return try await writer.write(response: response, body: .init(byteBuffer: ByteBuffer(bytes: bytes))) }
            var output = try await writer.writeHead(response)
            try await output.write(ByteBuffer(bytes: bytes.prefix(limit)))
        case .files(let slices):
            var output = try await writer.writeHead(response)
            for slice in slices {
                var reader = try SliceReader(slice)
                while let piece = try reader.next() { try await output.write(piece) }
            }
            try await output.finish(nil)
        }
    }
}

/// What comes back from a call.
enum Reply: Sendable {
    case answer(Answer)
    /// Half of the answer, then the connection is cut.
    case truncated(Answer)
    /// The connection is cut without a word.
    case cut
}

/// Ends a connection on purpose.
struct ConnectionCut: Error {}
