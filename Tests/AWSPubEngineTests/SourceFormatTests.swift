import AWS
import AWSSandbox
import Foundation
import ImageConfig
import TestSupport
import Testing

@testable import AWSPubEngine

struct SourceFormatTests {
    /// A file of zeros with some bytes at some places.
    struct Content: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let data: Data

        init(_ name: String, _ marks: [Int: [UInt8]], size: Int = 40_960) {
            testDescription = name
            var data = Data(count: size)
            for (offset, bytes) in marks { data.replaceSubrange(offset..<(offset + bytes.count), with: bytes) }
            self.data = data
        }

        init(_ name: String, _ text: String, at offset: Int = 0) { self.init(name, [offset: Array(text.utf8)]) }
    }

    static let bootSignature: [Int: [UInt8]] = [510: [0x55, 0xAA]]

    static let importable: [(Content, SourceFormat)] = [
        (Content("streamOptimized", [0: Array("KDMV".utf8), 4: [3, 0, 0, 0], 8: [1, 0, 3, 0], 12: [80]]), .vmdk),
        (Content("monolithicSparse", [0: Array("KDMV".utf8), 4: [1, 0, 0, 0], 8: [3, 0, 0, 0], 12: [80]]), .vmdk),
        (Content("raw", bootSignature), .raw),
        (Content("fixed VHD", bootSignature.merging([40_960 - 512: Array("conectix".utf8)]) { $1 }), .vhd),
        (Content("dynamic VHD", [0: Array("conectix".utf8), 40_960 - 512: Array("conectix".utf8)]), .vhd),
        (Content("VHDX", "vhdxfile"), .vhdx),
    ]

    @Test("an image is imported as what its content is, whatever its name", arguments: importable)
    func importsByContent(content: Content, format: SourceFormat) async throws {
        var configuration = SandboxConfiguration()
        configuration.checksDiskFormat = true
        try await withScene(in: configuration) { scene in
            let path = try scene.folder.write(content.data, to: "disk.img")
            let sets = try await AWSPub.create(scene.context([.sample(regions: ["us-east-1"])], source: path))
            #expect(sets.byName["my-image"]?.count == 1)
            let imports = scene.sandbox.calls().filter { $0.action == "ImportSnapshot" && $0.parameters["DryRun"] == nil }
            #expect(imports.map { $0.parameters["DiskContainer.Format"] } == [format.rawValue])
        }
    }

    static let refused: [(Content, String)] = [
        (Content("qcow2", [0: [0x51, 0x46, 0x49, 0xFB, 0, 0, 0, 3]]), "qemu-img convert -f qcow2"),
        (Content("VDI", [64: [0x7F, 0x10, 0xDA, 0xBE]]), "qemu-img convert -f vdi"),
        (Content("gzip", [0: [0x1F, 0x8B, 8]]), "gzip -d"),
        (Content("xz", [0: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]]), "xz -d"),
        (Content("zstd", [0: [0x28, 0xB5, 0x2F, 0xFD]]), "zstd -d"),
        (Content("OVA", "ustar", at: 257), "tar -xf"),
        (Content("hybrid ISO", bootSignature.merging([32_769: Array("CD001".utf8)]) { $1 }), "installed system"),
        (Content("split VMDK", "# Disk DescriptorFile\nversion=1\n"), "other files"),
        (Content("git-lfs pointer", "version https://git-lfs.github.com/spec/v1\n"), "git lfs pull"),
        (Content("error page", "<!DOCTYPE html><html>"), "error page"),
        (Content("empty", [:], size: 0), "empty"),
    ]

    @Test("what EC2 cannot import is refused before anything is sent", arguments: refused)
    func refusesBeforeSending(content: Content, advice: String) async throws {
        try await withScene { scene in
            let path = try scene.folder.write(content.data, to: "disk.vmdk")
            let error = await #expect(throws: EngineError.self) { try await AWSPub.create(scene.context([.sample()], source: path)) }
            #expect(error?.code == .unusableSource)
            #expect(error?.message.contains(advice) == true, "\(error?.message ?? "")")
            #expect(scene.changes == [:])
        }
    }

    @Test func doubtsARawImageWithoutABootSector() throws {
        let bootable = SourceSample(size: 1024, head: Array(Content("", Self.bootSignature, size: 1024).data), tail: [])
        #expect(SourceFormat.isBootable(bootable))
        #expect(!SourceFormat.isBootable(SourceSample(size: 1024, head: Array(repeating: 0, count: 1024), tail: [])))
    }
}
