import CanonicalJSON
import ImageConfig

/// What libFuzzer calls with each input: a config, and behind a NUL byte its mapping if there is one.
///
/// Reading must end, must say what is wrong with what it refuses, at a place that is in the file, and what it accepts must read back as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConfig(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = UnsafeBufferPointer(start: start, count: count)
    let config = NamedText(name: "config", bytes: Array(input.prefix { $0 != 0 }))
    let rest = input.dropFirst(config.bytes.count + 1)
    let mapping = config.bytes.count < count ? NamedText(name: "mapping", bytes: Array(rest)) : nil
    let reading = ConfigDocument.read(config, mapping: mapping)
    check(reading, config, mapping)
    if reading.config != nil { checkRoundTrip(reading.normalized) }
    // The same texts as settings: the reader is the same, the schema another.
    if let problems = problems(of: config), problems.diagnostics.isEmpty { fail("refused without a reason") }
    return 0
}

private func problems(of file: NamedText) -> ConfigProblems? {
    do {
        _ = try RepositorySettings(file)
        return nil
    } catch {
        return error
    }
}

private func check(_ reading: ConfigDocument.Reading, _ config: NamedText, _ mapping: NamedText?) {
    let hasErrors = reading.diagnostics.contains { $0.severity == .error }
    if hasErrors == (reading.config != nil) { fail("a config must be refused if and only if there is an error: \(reading.diagnostics)") }
    for diagnostic in reading.diagnostics {
        let file = diagnostic.file == config.name ? config : (mapping ?? config)
        let lines = file.bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
        if diagnostic.line < 1 || diagnostic.line > lines || diagnostic.column < 1 || diagnostic.column > file.bytes.count + 1 {
            fail("there is no such place: \(diagnostic)")
        }
        if diagnostic.message.isEmpty { fail("nothing is said at \(diagnostic.line):\(diagnostic.column)") }
    }
}

/// JSON is YAML: what was accepted, with every default filled in, means the same again.
private func checkRoundTrip(_ normalized: JSON) {
    let text = JSON.object(["awspub": normalized]).canonicalText.replacing("$", with: "$$")
    // Escapes may stand for characters that YAML does not allow as they are, and keys are limited to 1,024 characters.
    guard text.utf8.count < 1000, text.unicodeScalars.allSatisfy({ $0.value < 0x7F || (0xA0..<0xD800).contains($0.value) }) else { return }
    let again = ConfigDocument.read(NamedText(name: "again", bytes: Array(text.utf8)))
    if again.normalized != normalized { fail("reads back as another config: \(text) \(again.diagnostics)") }
}

/// libFuzzer keeps the input of a run that traps.
private func fail(_ message: String) -> Never { fatalError(message) }
