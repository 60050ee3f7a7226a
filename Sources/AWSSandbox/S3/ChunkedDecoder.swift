import Foundation

/// Takes `aws-chunked` content apart: chunks with their sizes, then trailers.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>. Signatures of single chunks are not checked.
struct ChunkedDecoder {
    private enum State {
        case size
        case content(Int)
        case contentEnd
        case trailer
        case end
    }

    private var state = State.size
    private var line: [UInt8] = []
    /// The trailers so far, names in lower case.
    private(set) var trailers: [String: String] = [:]

    /// Whether the content has come to its end.
    var isComplete: Bool { if case .end = state { true } else { false } }

    /// Takes more bytes and hands on the content in them.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, _ content: (UnsafeRawBufferPointer) throws -> Void) throws {
        var rest = bytes
        while !rest.isEmpty {
            if case .content(let missing) = state {
                let count = min(missing, rest.count)
                try content(UnsafeRawBufferPointer(rebasing: rest[..<count]))
                state = count == missing ? .contentEnd : .content(missing - count)
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                line += rest
                guard line.count < 16384 else { throw ServiceError("IncompleteBody", "The request body is not in aws-chunked encoding") }
                return
            }
            line += rest[..<end]
            rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            try take(String(decoding: line, as: UTF8.self))
            line = []
        }
    }

    private mutating func take(_ line: String) throws {
        switch state {
        case .size:
            guard let size = Int(line.prefix { $0 != ";" }, radix: 16), size >= 0 else {
                throw ServiceError("InvalidChunkSizeError", "The chunk size “\(line.prefix(20))” is not a number")
            }
            state = size == 0 ? .trailer : .content(size)
        case .contentEnd: state = .size
        case .trailer:
            guard !line.isEmpty else {
                state = .end
                return
            }
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { trailers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        case .content, .end: break
        }
    }
}
