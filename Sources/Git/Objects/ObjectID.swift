import Digest

/// The SHA-1 name of a git object.
package struct ObjectID: Sendable, Hashable, CustomStringConvertible {
    /// The 20 bytes of the digest, in the order in which they are in memory. Thousands of names are made, compared and hashed, which as numbers
    /// costs next to nothing.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt32

    static let byteCount = 20

    /// - Returns: nil unless there are exactly 40 hexadecimal digits.
    package init?(hex: String) {
        guard let bytes = hexBytes(hex), bytes.count == ObjectID.byteCount else { return nil }
        self = bytes.withUnsafeBytes { ObjectID($0) }
    }

    /// Takes the bytes of the digest, of which there are at least 20.
    init(_ bytes: UnsafeRawBufferPointer) {
        first = bytes.loadUnaligned(as: UInt64.self)
        second = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        third = bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
    }

    /// Gives the 20 bytes of the digest away for as long as a function runs.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: (first, second, third)) { body(UnsafeRawBufferPointer(rebasing: $0[..<ObjectID.byteCount])) }
    }

    /// 40 lower-case hexadecimal digits.
    package var hex: String { withBytes { hexText($0) } }

    package var description: String { hex }

    /// The first twelve digits, for people.
    package var short: String { String(hex.prefix(12)) }
}
