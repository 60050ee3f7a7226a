/// What a disk image is, told by its content. The raw value is what `ImportSnapshot` calls it.
package enum SourceFormat: String, Sendable, Hashable, CaseIterable {
    /// Of VMware: streamOptimized or monolithicSparse.
    case vmdk
    /// The disk's sectors and nothing else.
    case raw
    /// Of Virtual PC and Hyper-V: fixed or dynamic.
    case vhd
    /// Of Hyper-V since 2012.
    case vhdx
}

/// Tells why a file cannot become a snapshot, and what to do.
struct UnusableSource: Error, CustomStringConvertible {
    /// Such as “is a qcow2 image; convert it with …”.
    let description: String

    init(_ description: String) { self.description = description }
}

/// The bytes of a file that tell its format.
struct SourceSample: Sendable {
    /// In bytes.
    let size: Int64
    /// The first bytes.
    let head: [UInt8]
    /// The last sector.
    let tail: [UInt8]

    /// How much of the start is looked at: the descriptor of an ISO 9660 file system is the last thing to be found there.
    static let headLength = 32_768 + 2048
    /// Where VHD and DMG keep their footers.
    static let tailLength = 512

    func has(_ bytes: [UInt8], at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: bytes) }

    func has(_ text: String, at offset: Int = 0) -> Bool { has(Array(text.utf8), at: offset) }
}
