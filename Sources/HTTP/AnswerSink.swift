import Foundation

/// Takes the body of an answer: into memory, or into a file when the answer is a success and the request says so.
struct AnswerSink {
    /// What was kept in memory.
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    private let download: Download?
    private var written: Int64 = 0

    init(limit: Int, download: Download?) {
        self.limit = limit
        self.download = download
    }

    /// Forgets what came before, since another answer begins.
    mutating func restart() {
        bytes = []
        written = 0
    }

    /// Takes the next bytes.
    /// - Returns: why they cannot be taken.
    mutating func take(_ block: UnsafeRawBufferPointer, status: Int) -> HTTPError.Reason? {
        if let download, (200..<300).contains(status) { return write(block, status, to: download) }
        guard bytes.count + block.count <= limit else { return .answerTooLarge }
        bytes.append(contentsOf: block)
        return nil
    }

    private mutating func write(_ block: UnsafeRawBufferPointer, _ status: Int, to download: Download) -> HTTPError.Reason? {
        // The whole must not be written where a piece was asked for.
        guard download.offset == 0 || status == 206 else { return .unwritableAnswer }
        guard written + Int64(block.count) <= download.limit else { return .answerTooLarge }
        var rest = block
        while !rest.isEmpty {
            let count = pwrite(download.file.fileDescriptor, rest.baseAddress, rest.count, off_t(download.offset + written))
            guard count > 0 else { return .unwritableAnswer }
            written += Int64(count)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
        return nil
    }
}
