extension SourceFormat {
    /// Tells the format of a file. Whatever has none of the known marks is taken as raw.
    /// - Throws: `UnusableSource` for what EC2 could not import.
    static func detect(_ sample: SourceSample) throws(UnusableSource) -> SourceFormat {
        guard sample.size > 0 else { throw UnusableSource("is empty; is the build that makes it done?") }
        if sample.has("KDMV") { return .vmdk }
        if sample.has("vhdxfile") { return .vhdx }
        // A dynamic VHD repeats its footer at the start, a fixed one has it at the end only.
        if sample.has("conectix") || sample.tail.starts(with: Array("conectix".utf8)) { return .vhd }
        if let refused = refusals.first(where: { $0.mark(sample) }) { throw UnusableSource(refused.reason) }
        return .raw
    }

    /// Whether something tells that a raw image can be started from: the signature of a boot sector, or a GUID partition table.
    static func isBootable(_ sample: SourceSample) -> Bool {
        sample.has([0x55, 0xAA], at: 510) || sample.has("EFI PART", at: 512) || sample.has("EFI PART", at: 4096)
    }

    private struct Refusal: Sendable {
        let mark: @Sendable (SourceSample) -> Bool
        let reason: String

        init(_ reason: String, _ mark: @escaping @Sendable (SourceSample) -> Bool) {
            self.mark = mark
            self.reason = reason
        }
    }

    private static func converted(from name: String) -> String {
        let option = name == "Parallels" ? "parallels" : name.lowercased()
        return "is a \(name) image, which EC2 cannot import; convert it: qemu-img convert -f \(option) -O vmdk -o subformat=streamOptimized IN OUT"
    }

    private static func compressed(with name: String, _ program: String) -> String {
        "is compressed with \(name), which EC2 cannot import; unpack it: \(program)"
    }

    /// The marks are those of file(1) (`magic/Magdir`), and of qemu's drivers for disk images.
    private static let refusals: [Refusal] = [
        Refusal(converted(from: "qcow2")) { $0.has([0x51, 0x46, 0x49, 0xFB]) },
        Refusal(converted(from: "QED")) { $0.has("QED\0") },
        Refusal(converted(from: "VDI")) { $0.has([0x7F, 0x10, 0xDA, 0xBE], at: 64) },
        Refusal(converted(from: "Parallels")) { $0.has("WithoutFreeSpace") || $0.has("WithouFreSpacExt") },
        Refusal("is a VMware ESX disk (COWD), which EC2 cannot import; export it as streamOptimized, as ovftool does") { $0.has("COWD") },
        Refusal("is the descriptor of a VMDK whose data is in other files; make one file of them: \(single)") { $0.has("# Disk DescriptorFile") },
        Refusal("is an Apple disk image, which EC2 cannot import; convert it: \(single)") { $0.tail.starts(with: Array("koly".utf8)) },
        Refusal(compressed(with: "gzip", "gzip -d FILE")) { $0.has([0x1F, 0x8B]) },
        Refusal(compressed(with: "xz", "xz -d FILE")) { $0.has([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) },
        Refusal(compressed(with: "zstd", "zstd -d FILE")) { $0.has([0x28, 0xB5, 0x2F, 0xFD]) },
        Refusal(compressed(with: "bzip2", "bzip2 -d FILE")) { $0.has("BZh") && $0.has([0x31, 0x41, 0x59, 0x26, 0x53, 0x59], at: 4) },
        Refusal(compressed(with: "lz4", "lz4 -d FILE")) { $0.has([0x04, 0x22, 0x4D, 0x18]) },
        Refusal(compressed(with: "zip", "unzip FILE")) { $0.has([0x50, 0x4B, 0x03, 0x04]) },
        Refusal(compressed(with: "7-Zip", "7z x FILE")) { $0.has([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) },
        Refusal("is a tar archive, as OVA files are; unpack it and name the disk image inside: tar -xf FILE") { $0.has("ustar", at: 257) },
        Refusal("is an ISO image, the medium of an installer and no disk; name the disk image of an installed system") {
            $0.has("CD001", at: 32_769)
        },
        Refusal("is a git-lfs pointer and not the file itself; fetch it: git lfs pull") { $0.has("version https://git-lfs.github.com/spec/") },
        Refusal("is a page of HTML; was an error page saved in place of the image?") { $0.isMarkup },
    ]

    private static let single = "qemu-img convert -O vmdk -o subformat=streamOptimized IN OUT"
}

extension SourceSample {
    fileprivate var isMarkup: Bool {
        let start = String(decoding: head.prefix(64), as: UTF8.self).lowercased().drop { $0.isWhitespace }
        return start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
    }
}
