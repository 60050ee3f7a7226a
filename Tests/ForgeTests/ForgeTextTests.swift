import Testing

@testable import Forge

struct ForgeTextTests {
    @Test("a long text is cut at a line, says so, and leaves no block of code open")
    func cut() {
        let lines = (0..<100).map { "line \($0)" }
        let text = ForgeText.cut((["```"] + lines).joined(separator: "\n"), limit: 300)
        #expect(text.unicodeScalars.count <= 300)
        #expect(text.hasSuffix("\n```" + ForgeText.cutNote))
        let kept = text.dropLast(("\n```" + ForgeText.cutNote).count).split(separator: "\n").dropFirst()
        #expect(!kept.isEmpty && Array(kept) == lines.prefix(kept.count).map { Substring($0) })
        #expect(ForgeText.cut("short", limit: 5) == "short")
        #expect(ForgeText.cut(String(repeating: "👩‍👩‍👧‍👧", count: 100), limit: 200).unicodeScalars.count <= 200)
    }

    @Test("a line is one line and no longer than allowed")
    func line() {
        #expect(ForgeText.line(" a\nb\t c ", limit: 10) == "a b c")
        #expect(ForgeText.line("abcdef", limit: 4) == "abc…")
    }

    @Test("long names that differ at their end stay different")
    func names() {
        let (first, second) = (String(repeating: "x", count: 300) + "1", String(repeating: "x", count: 300) + "2")
        let names = [first, second].map { ForgeText.name($0, limit: 255) }
        #expect(names[0] != names[1])
        #expect(names.allSatisfy { $0.unicodeScalars.count == 255 })
        #expect(ForgeText.name("short", limit: 255) == "short")
    }

    @Test("texts are the same but for what forges change")
    func same() {
        #expect(ForgeText.isSame("a\nb\n", "a \r\nb"))
        #expect(!ForgeText.isSame("a\n\nb", "a\nb"))
        #expect(!ForgeText.isSame(" a", "a"))
    }
}
