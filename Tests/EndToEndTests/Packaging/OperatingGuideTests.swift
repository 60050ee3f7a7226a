import Foundation
import Testing

/// docs/operating.md: what it sends a reader to is there.
struct OperatingGuideTests {
    private static func page(_ name: String) throws -> String {
        try String(contentsOfFile: "\(BotProgram.projectRoot)/docs/\(name)", encoding: .utf8)
    }

    @Test func itsLinksLeadSomewhere() throws {
        let links = try Self.page("operating.md").matches(of: /\]\(([^)#:]+)(?:#([a-z-]+))?\)/)
        #expect(links.count > 10)
        for link in links {
            #expect(FileManager.default.fileExists(atPath: "\(BotProgram.projectRoot)/docs/\(link.1)"), "\(link.1)")
            guard let section = link.2 else { continue }
            let titles = try Self.page(String(link.1)).split(separator: "\n").filter { $0.hasPrefix("##") }
            let anchors = titles.map { $0.drop { "# ".contains($0) }.lowercased().replacing(" ", with: "-") }
            #expect(anchors.contains(String(section)), "\(link.1)#\(section)")
        }
    }

    @Test func theFilesOfItsCommandsAreThere() throws {
        let named = try Self.page("operating.md").matches(of: /packaging\/[a-z-]+\/[A-Za-z.-]+/)
        #expect(named.count > 5)
        for file in named { #expect(FileManager.default.fileExists(atPath: "\(BotProgram.projectRoot)/\(file.0)"), "\(file.0)") }
    }

    @Test func theMetricsThatItNamesAreTheDaemons() throws {
        let names = try Self.page("operating.md").matches(of: /awspub_bot_[a-z_]+/)
        let described = try Self.page("daemon.md")
        #expect(!names.isEmpty)
        for name in names { #expect(described.contains("`\(name.0)`"), "\(name.0)") }
    }
}
