import Foundation

/// Reads the body of a request while it is sent.
final class BodySource {
    private enum Content {
        case bytes([UInt8])
        case file(FileHandle, offset: Int64)
    }

    private let content: Content
    private let length: Int64
    private var position: Int64 = 0

    /// Opens the file of a slice.
    /// - Throws: what the file system says.
    init(_ body: RequestBody) throws {
        length = body.length
        switch body {
        case .bytes(let bytes): content = .bytes(bytes)
        case .file(let path, let offset, _, _):
            content = .file(try FileHandle(forReadingFrom: URL(filePath: path)), offset: offset)
        }
    }

    /// Reads on.
    /// - Returns: the number of bytes, 0 at the end, nil when the file cannot be read or has become shorter.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let wanted = min(buffer.count, Int(length - position))
        guard wanted > 0 else { return 0 }
        switch content {
        case .bytes(let bytes):
            buffer.copyBytes(from: bytes[Int(position)..<Int(position) + wanted])
            position += Int64(wanted)
            return wanted
        case .file(let file, let offset):
            let count = pread(file.fileDescriptor, buffer.baseAddress, wanted, off_t(offset + position))
            guard count > 0 else { return nil }
            position += Int64(count)
            return count
        }
    }

    /// Goes to a place in the body.
    func seek(to offset: Int64) -> Bool {
        guard (0...length).contains(offset) else { return false }
        position = offset
        return true
    }
}
