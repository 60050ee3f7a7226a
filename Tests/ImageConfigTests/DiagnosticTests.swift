import ImageConfig
import Testing

struct DiagnosticTests {
    private func messages(_ text: String) -> [String] {
        ConfigDocument.read(NamedText(name: "c", bytes: Array(text.utf8))).diagnostics.map(\.description)
    }

    @Test(
        "what is nearly right is recognised",
        arguments: [
            ("boot_mode: ufei", "uefi"), ("boot_mode: bios", "legacy-bios"), ("boot_mode: preferred", "uefi-preferred"),
            ("boot_mode: uefi, root_device_volume_typ: gp3", "root_device_volume_type"), ("boot_mode: uefi, publci: true", "public"),
            ("boot_mode: uefi, denylist: []", "regions_denylist"), ("boot_mode: uefi, billing: []", "billing_products"),
        ])
    func suggestions(fields: String, wanted: String) {
        let text = ConfigCase.minimal.replacing("{}\n", with: "{i: {\(fields)}}\n")
        #expect(messages(text).first?.hasSuffix("did you mean “\(wanted)”?") == true, "\(messages(text))")
    }

    @Test("a diagnostic is one line without control characters, whatever the config holds")
    func controls() throws {
        let text = ConfigCase.minimal.replacing("{}\n", with: "{i: {boot_mode: \"\\e[31m\\n\\u202ex\", \"a\\nb:1:1: error: c\": 1}}\n")
        let all = messages(text)
        #expect(all.count == 2)
        #expect(all.allSatisfy { line in line.unicodeScalars.allSatisfy { !$0.isControl } })
        #expect(all[0].contains("“\\u{1B}[31m\\n\\u{202E}x”"))
    }

    @Test("places are counted in characters of the file as it is written: CR LF, tabs, wide characters, lines that a value brought")
    func places() {
        let text =
            "awspub:\r\n  s3:\t{bucket_name: $bucket}\r\n  source: {path: p, architecture: x86_64}\r\n  images:\r\n    $image\r\n    日本: {boot_mode: 7}\r\n"
        let mapping = "bucket: 1\r\nimage: \"a: {boot_mode: uefi}\\n    b: {boot_mode: x}\"\r\n"
        let reading = ConfigDocument.read(NamedText(name: "c", bytes: Array(text.utf8)), mapping: NamedText(name: "m", bytes: Array(mapping.utf8)))
        #expect(reading.diagnostics.map { "\($0.line):\($0.column)" } == ["2:21", "5:5", "6:21"])
        #expect(reading.diagnostics.map(\.keyPath) == ["awspub.s3.bucket_name", "awspub.images.b.boot_mode", "awspub.images.日本.boot_mode"])
        #expect(reading.diagnostics[0].message.hasSuffix("(the text is the value of “bucket” at m:1:9)"))
        #expect(reading.diagnostics[1].message.hasSuffix("(the text is the value of “image” at m:2:8)"))
    }

    @Test(
        "a file that is a config is known by its first key",
        arguments: [
            ("awspub:\n", true), ("\u{FEFF}awspub: {}\n", true), ("# c\r\n'awspub': {}\n", true), ("--- \n{\"awspub\": {}}\n", true),
            ("--- {awspub: {}}\n", true), ("? awspub\n: {}\n", true), ("a: 1\rawspub: 1\r", true), ("awspub-bot: {}\n", false),
            ("\"awspub-bot\": {}\n", false), ("x:\n  awspub: 1\n", false), ("a: awspub\n", false), ("", false),
        ])
    func mentions(text: String, isConfig: Bool) {
        #expect(ConfigDocument.mentionsConfig(Array(text.utf8)) == isConfig)
    }

    @Test(
        "globs take no longer than the product of the lengths",
        arguments: [(String(repeating: "*a", count: 60) + "b", 4000), ("**/*/**/*/**/*/**/*/**/x", 2000)])
    func globs(pattern: String, count: Int) {
        #expect(!PathPattern(pattern).matches(String(repeating: "a", count: count)))
        #expect(!PathPattern(pattern).matches(String(repeating: "a/", count: count) + "y"))
    }
}
