import Foundation

/// A reflected cyclic redundancy check of 32 or 64 bits that starts from and ends in all ones inverted.
struct CRC: Sendable {
    private let width: Int
    private let tables: [UInt64]
    private let polynomial: UInt64

    private init(width: Int, polynomial: UInt64) {
        self.width = width
        self.polynomial = polynomial
        var tables = [UInt64](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt64(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
            tables[byte] = value
        }
        for index in 256..<tables.count { tables[index] = tables[index - 256] >> 8 ^ tables[Int(tables[index - 256] & 0xFF)] }
        self.tables = tables
    }

    private var ones: UInt64 { width == 64 ? .max : 0xFFFF_FFFF }

    /// Goes on from a checksum over more bytes, eight at a time ("slicing by 8"). The checksum of nothing is 0.
    func update(_ checksum: UInt64, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var value = checksum ^ ones
        tables.withUnsafeBufferPointer { tables in
            var offset = 0
            while offset + 8 <= bytes.count {
                value ^= UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                let low =
                    tables[7 * 256 + Int(value & 0xFF)] ^ tables[6 * 256 + Int(value >> 8 & 0xFF)] ^ tables[5 * 256 + Int(value >> 16 & 0xFF)]
                    ^ tables[4 * 256 + Int(value >> 24 & 0xFF)]
                value =
                    low ^ tables[3 * 256 + Int(value >> 32 & 0xFF)] ^ tables[2 * 256 + Int(value >> 40 & 0xFF)]
                    ^ tables[256 + Int(value >> 48 & 0xFF)]
                    ^ tables[Int(value >> 56)]
                offset += 8
            }
            for byte in bytes[offset...] { value = value >> 8 ^ tables[Int(value & 0xFF ^ UInt64(byte))] }
        }
        return value ^ ones
    }

    /// Returns the checksum of two texts one after the other, from theirs and the length of the second (zlib's `crc32_combine`).
    func combine(_ first: UInt64, _ second: UInt64, length: Int) -> UInt64 {
        // A matrix over GF(2) that appends one zero bit, squared as often as the length says.
        var matrix = (0..<width).map { $0 == 0 ? polynomial : UInt64(1) << UInt64($0 - 1) }
        var value = first
        for _ in 0..<3 { matrix = squared(matrix) }
        var remaining = length
        while remaining > 0 {
            if remaining & 1 == 1 { value = product(matrix, value) }
            remaining >>= 1
            if remaining > 0 { matrix = squared(matrix) }
        }
        return value ^ second
    }

    private func product(_ matrix: [UInt64], _ vector: UInt64) -> UInt64 {
        var sum: UInt64 = 0
        for index in 0..<width where vector >> UInt64(index) & 1 == 1 { sum ^= matrix[index] }
        return sum
    }

    private func squared(_ matrix: [UInt64]) -> [UInt64] { matrix.map { product(matrix, $0) } }

    /// Returns a checksum in base64, most significant byte first, as S3 writes it.
    func base64(_ checksum: UInt64) -> String {
        Data((0..<width / 8).reversed().map { UInt8(truncatingIfNeeded: checksum >> UInt64(8 * $0)) }).base64EncodedString()
    }

    /// Reads a checksum from base64.
    func value(base64: String) -> UInt64 { (Data(base64Encoded: base64) ?? Data()).reduce(0) { $0 << 8 | UInt64($1) } }

    static let crc32 = CRC(width: 32, polynomial: 0xEDB8_8320)
    static let crc32c = CRC(width: 32, polynomial: 0x82F6_3B78)
    static let crc64nvme = CRC(width: 64, polynomial: 0x9A6C_9329_AC4B_C9B5)
}
