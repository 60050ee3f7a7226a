/// A pointer to a file that git-lfs keeps elsewhere: <https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>.
package struct LargeFilePointer: Sendable, Hashable {
    /// Lower-case hex.
    package let sha256: String
    /// In bytes.
    package let size: Int64

    /// A pointer is shorter than this; longer files are not looked at.
    package static let longest = 1024

    /// - Returns: nil for a file that is no pointer.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count < LargeFilePointer.longest, let text = String(validating: bytes, as: UTF8.self),
            text.hasPrefix("version https://git-lfs.github.com/spec/")
        else { return nil }
        var fields: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2 { fields[words[0]] = words[1] }
        }
        guard let oid = fields["oid"], oid.hasPrefix("sha256:"), let size = fields["size"].flatMap({ Int64($0) }), size >= 0 else { return nil }
        let digits = oid.dropFirst("sha256:".count)
        guard digits.utf8.count == 64, digits.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else { return nil }
        sha256 = String(digits)
        self.size = size
    }
}
