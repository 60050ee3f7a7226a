import Foundation

/// The blocks of a file, read once for two threads that both want all of them in their order. They take turns at reading.
///
/// Guard for `@unchecked Sendable`: the counters change under `condition`'s lock. A slot is written by the thread that reads its block, before
/// `isRead` counts it and not before both threads are done with the block that was in it; otherwise it is only read.
final class SharedBlocks: @unchecked Sendable {
    /// In bytes. A block stays in the caches from its reading until the other thread has had it.
    private static let blockSize = 256 << 10
    private static let slotCount = 6

    private let file: DigestedFile
    private let count: Int
    private let slots: [UnsafeMutableRawBufferPointer]
    private let condition = NSCondition()
    /// How many blocks each of the two has read, and how many it is done with.
    private var isRead = [0, 0]
    private var isDone = [0, 0]
    private var failure: FileDigestError?

    init(_ file: DigestedFile) {
        self.file = file
        count = Int((file.size + Int64(Self.blockSize) - 1) / Int64(Self.blockSize))
        // A small file takes no more than it is: thousands of them are read at the same time.
        let size = Int(min(Int64(Self.blockSize), file.size))
        slots = (0..<min(Self.slotCount, count)).map { _ in .allocate(byteCount: size, alignment: 64) }
    }

    deinit { for slot in slots { slot.deallocate() } }

    /// Goes through the file. Each of the two threads has to call it once.
    /// - Parameters:
    ///   - thread: 0 or 1.
    ///   - body: takes a block, and where it ends.
    /// - Throws: `FileDigestError`, for both.
    func forEach(thread: Int, _ body: (UnsafeRawBufferPointer, Int64) -> Void) throws(FileDigestError) {
        if thread == 0, count > 0 { try read(0, by: 0) }
        for block in 0..<count {
            // One's own next block is read ahead, so that the other need not wait for it.
            if block + 1 < count, (block + 1) % 2 == thread { try read(block + 1, by: thread) }
            try wait { self.isRead[block % 2] > block / 2 }
            body(UnsafeRawBufferPointer(rebasing: slots[block % Self.slotCount][..<length(of: block)]), end(of: block))
            change { self.isDone[thread] = block + 1 }
        }
    }

    private func read(_ block: Int, by thread: Int) throws(FileDigestError) {
        try wait { self.isDone.allSatisfy { $0 > block - Self.slotCount } }
        let slot = UnsafeMutableRawBufferPointer(rebasing: slots[block % Self.slotCount][..<length(of: block)])
        do {
            try file.read(slot, at: Int64(block) * Int64(Self.blockSize))
        } catch {
            change { self.failure = error }
            throw error
        }
        change { self.isRead[thread] = block / 2 + 1 }
    }

    private func end(of block: Int) -> Int64 { min(Int64(block + 1) * Int64(Self.blockSize), file.size) }

    private func length(of block: Int) -> Int { Int(end(of: block) - Int64(block) * Int64(Self.blockSize)) }

    private func change(_ body: () -> Void) {
        condition.lock()
        body()
        condition.broadcast()
        condition.unlock()
    }

    private func wait(until holds: () -> Bool) throws(FileDigestError) {
        condition.lock()
        defer { condition.unlock() }
        while failure == nil, !holds() { condition.wait() }
        if let failure { throw failure }
    }
}
