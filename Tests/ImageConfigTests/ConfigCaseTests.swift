import ImageConfig
import Testing

struct ConfigCaseTests {
    @Test("valid configs are read; of others, the first problem is told with its place", arguments: ConfigCase.all)
    func verdict(item: ConfigCase) {
        let reading = item.reading
        let errors = reading.diagnostics.filter { $0.severity == .error }
        if let problem = item.problem {
            #expect(reading.config == nil)
            #expect(errors.first?.description.contains(problem) == true, "\(errors)")
            #expect(errors.allSatisfy { $0.line >= 1 && $0.column >= 1 })
        } else {
            #expect(reading.config != nil, "\(errors)")
            #expect(errors.isEmpty)
        }
    }

    @Test("all errors are told at once, in the order of the file")
    func allErrors() {
        let text = """
            awspub:
              s3: {bucket: b}
              source: {path: 7, architecture: mips}
              images:
                one: {boot_mode: bios, root_device_volume_size: big}
            """
        let diagnostics = ConfigDocument.read(NamedText(name: "c", bytes: Array(text.utf8))).diagnostics
        #expect(diagnostics.map(\.line) == [2, 2, 3, 3, 5, 5])
        #expect(diagnostics.map(\.keyPath).last == "awspub.images.one.root_device_volume_size")
    }

    @Test("bytes that are no UTF-8 are refused where they are", arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xC3]] as [[UInt8]])
    func encoding(bytes: [UInt8]) {
        let reading = ConfigDocument.read(NamedText(name: "c", bytes: Array("a: b\n# ".utf8) + bytes))
        #expect(reading.diagnostics.map(\.description) == ["c:2:3: error: the file is not UTF-8 here; save it as UTF-8"])
    }

    @Test(
        "what is legal and surely a mistake is warned about",
        arguments: [
            ("boot_mode: legacy-bios, tpm_support: v2.0", "a TPM works with boot_mode: uefi only"),
            ("boot_mode: uefi, regions: [eu-wset-1]", "did you mean “eu-west-1”?"),
            ("boot_mode: uefi, sns: [{t: {subject: s, regions: [mars-1]}}]", "no region “mars-1” is known"),
            ("boot_mode: uefi, groups: [a, a]", "a group is named twice"),
            ("boot_mode: uefi, public: true, temporary: true", "a temporary image is never made public"),
            ("boot_mode: uefi, tags: {'awspub:source:sha256': x}", "this replaces a tag that says where the image comes from"),
        ])
    func warnings(fields: String, warning: String) {
        let text = "awspub:\n  s3: {bucket_name: b}\n  source: {path: p, architecture: x86_64}\n  images:\n    i: {\(fields)}\n"
        let reading = ConfigDocument.read(NamedText(name: "c", bytes: Array(text.utf8)))
        #expect(reading.config != nil)
        #expect(reading.diagnostics.contains { $0.severity == .warning && $0.message.contains(warning) })
    }

    @Test("names that EC2 refuses are warned about", arguments: ["i", "web*", "größe", String(repeating: "x", count: 129)])
    func names(name: String) {
        let text = "awspub:\n  s3: {bucket_name: b}\n  source: {path: p, architecture: x86_64}\n  images: {\"\(name)\": {boot_mode: uefi}}\n"
        let reading = ConfigCase.file(text).reading
        #expect(reading.config != nil)
        #expect(reading.diagnostics.map(\.severity) == [.warning])
        #expect(reading.diagnostics.first?.message.hasPrefix("EC2 refuses this name") == true)
    }

    @Test("warnings about two keys together")
    func warningsAcrossKeys() {
        let arm = ConfigCase.file(
            "awspub:\n  s3: {bucket_name: b}\n  source: {path: p, architecture: arm64}\n  images: {image: {boot_mode: legacy-bios}}\n")
        #expect(arm.reading.diagnostics.map(\.description) == ["c:4:31: warning: awspub.images.image.boot_mode: arm64 instances boot with uefi only"])
        let old = ConfigCase.file(ConfigCase.image("public: true").text + "awspub-bot: {images: {i: {deprecate_after: 731d}}}\n")
        #expect(old.reading.diagnostics.last?.line == 6)
        #expect(old.reading.diagnostics.last?.message.contains("730d is the most") == true)
        let protected = ConfigCase.file(
            ConfigCase.image("temporary: true").text + "awspub-bot: {images: {i: {deregistration_protection: true}}}\n")
        #expect(protected.reading.diagnostics.allSatisfy { $0.severity == .warning })
        #expect(protected.reading.diagnostics.last?.message.contains("a temporary image is never protected") == true)
    }

    @Test("of thousands of mistakes, a thousand are told")
    func manyMistakes() {
        let fields = (0..<3000).map { "k\($0): 1" }.joined(separator: ", ")
        let diagnostics = ConfigCase.image(fields).reading.diagnostics
        #expect(diagnostics.count == 1000)
        #expect(diagnostics.last?.message.hasSuffix("(there is more; this is all that is told)") == true)
    }

    @Test(
        "hostile files are refused quickly and harm nothing",
        arguments: [
            String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
            "a: &a [x, x]\n" + (1...60).map { "b\($0): &b\($0) [*\($0 == 1 ? "a" : "b\($0 - 1)"), *\($0 == 1 ? "a" : "b\($0 - 1)")]\n" }.joined()
                + "awspub: *b60\n",
            "awspub: " + String(repeating: "9", count: 100_000), "- \"" + String(repeating: "\\u0000", count: 100_000),
        ])
    func hostile(text: String) {
        let reading = ConfigDocument.read(NamedText(name: "c", bytes: Array(text.utf8)))
        #expect(reading.config == nil)
        #expect(!reading.diagnostics.isEmpty)
    }

    @Test("an alias bomb in a part that is not read costs nothing")
    func ignoredBomb() {
        let bomb =
            "x: &a [y, y]\n" + (1...200).map { "b\($0): &b\($0) [*\($0 == 1 ? "a" : "b\($0 - 1)"), *\($0 == 1 ? "a" : "b\($0 - 1)")]\n" }.joined()
        #expect(ConfigDocument.read(NamedText(name: "c", bytes: Array((bomb + ConfigCase.minimal).utf8))).config != nil)
    }
}
