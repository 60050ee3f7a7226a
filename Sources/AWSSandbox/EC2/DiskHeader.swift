import Foundation

/// What the first and the last sector of a disk image say.
struct DiskHeader {
    /// `vmdk`, `vhd`, `vhdx` or `raw`.
    let format: String
    /// In bytes, nil where the header does not tell.
    let capacity: Int?

    init(_ object: StoredObject) {
        let first = DiskHeader.bytes(of: object, 0..<min(512, object.size))
        let last = DiskHeader.bytes(of: object, max(0, object.size - 512)..<object.size)
        let footer = [first, last].first { $0.starts(with: Array("conectix".utf8)) }
        // "KDMV", version, flags, and the capacity in sectors of 512 bytes: <https://www.vmware.com/app/vmdk/?src=vmdk>.
        if first.starts(with: Array("KDMV".utf8)), first.count >= 20 {
            format = "vmdk"
            capacity = DiskHeader.number(first[12..<20].reversed()) * 512
        } else if let footer, footer.count >= 56 {
            format = "vhd"
            capacity = DiskHeader.number(footer[48..<56])
        } else {
            format = first.starts(with: Array("vhdxfile".utf8)) ? "vhdx" : "raw"
            capacity = nil
        }
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { ($0 << 8 | Int($1)) & 0xFF_FFFF_FFFF } }

    private static func bytes(of object: StoredObject, _ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        for slice in object.slices(range) {
            guard let file = FileHandle(forReadingAtPath: slice.path) else { continue }
            // What cannot be read has no header, and is imported as what the call says it is.
            do {
                try file.seek(toOffset: UInt64(slice.offset))
                bytes += try file.read(upToCount: slice.count) ?? Data()
            } catch { return [] }
        }
        return bytes
    }
}
