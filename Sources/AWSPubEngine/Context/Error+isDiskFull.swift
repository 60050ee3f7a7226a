import Foundation

extension Error {
    /// Whether it is about a file that could not be written because the disk, or what its owner may use of it, is full.
    package var isDiskFull: Bool {
        if let error = self as? POSIXError { return [.ENOSPC, .EDQUOT].contains(error.code) }
        guard let error = self as? CocoaError else { return false }
        return error.code == .fileWriteOutOfSpace || error.underlying?.isDiskFull == true
    }
}
