import Foundation

/// What the first sector of a disk image says.
struct DiskHeader {
    /// `vmdk`, `vhd` or `raw`.
    let format: String
    /// In bytes, nil where the header does not tell.
    let capacity: Int?

    /// Reads the first sector of an object.
    init(_ object: StoredObject) {
        var sector: [UInt8] = []
        if let slice = object.slices(0..<min(512, object.size)).first, let file = FileHandle(forReadingAtPath: slice.path) {
            // What cannot be read has no header, and is imported as what the call says it is.
            do { sector = Array(try file.read(upToCount: slice.count) ?? Data()) } catch { sector = [] }
        }
        // "KDMV", version, flags, and the capacity in sectors of 512 bytes: <https://www.vmware.com/app/vmdk/?src=vmdk>.
        if sector.starts(with: Array("KDMV".utf8)), sector.count >= 20 {
            format = "vmdk"
            let sectors = sector[12..<20].reversed().reduce(0) { ($0 << 8 | Int($1)) & 0xFF_FFFF_FFFF }
            capacity = sectors * 512
        } else {
            format = sector.starts(with: Array("conectix".utf8)) ? "vhd" : "raw"
            capacity = nil
        }
    }
}
