import CanonicalJSON
import Foundation
import TestSupport
import Testing

@testable import AWSPubEngine

#if canImport(FoundationXML)
    import FoundationXML
#endif

struct RunReportTests {
    /// Set to write the files anew; look at what changed before you commit them.
    private static let isRewriting = ProcessInfo.processInfo.environment["AWSPUB_BOT_REWRITE_GOLDEN"] != nil
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Golden").standardizedFileURL

    private func expect(_ text: String, isAsIn name: String) throws {
        let url = Self.folder.appending(path: name)
        if Self.isRewriting { try Data(text.utf8).write(to: url) }
        #expect(try text == String(contentsOf: url, encoding: .utf8))
    }

    @Test func theDataAreThoseOfTheGoldenFile() throws {
        try expect(RunReport.sample().json.prettyText + "\n", isAsIn: "report.json")
    }

    @Test func thePictureIsThatOfTheGoldenFile() throws {
        try expect(RunReport.sample().svg, isAsIn: "report.svg")
    }

    @Test func thePictureIsWellFormedAndSelfContained() throws {
        let svg = RunReport.sample().svg
        let reader = ElementReader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(Set(reader.names).isSubset(of: ["svg", "style", "defs", "pattern", "rect", "line", "circle", "path", "text", "title"]))
        #expect(!svg.contains("href"))
        #expect(!svg.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "").contains("http"))
        #expect(!svg.contains("\u{1B}"))
    }

    @Test func theSummaryCounts() {
        #expect(
            RunReport.sample().summary
                == "failed in 20.0 s · 1 image in 1 region, 1 of them new · 3.0 MiB uploaded at 1.0 MiB/s · 1 call, 2 sent again, 1 of these throttled"
        )
    }

    @Test func everyStageHasWordsAndIsDrawn() throws {
        for stage in EngineEvent.Stage.allCases {
            var report = RunReport.sample(seconds: 10)
            report.lanes = [RunReport.Lane(unit: nil, region: "eu-west-1", spans: [RunReport.Span(stage: stage, start: 1, end: stage.isEnd ? 1 : 9)])]
            #expect(report.svg.contains("<title>eu-west-1: \(TimelineStyle.words(for: stage))"))
        }
    }

    @Test func unitsHaveHeadings() {
        var report = RunReport.sample(seconds: 10)
        report.lanes = ["a.yaml", "b.yaml"].map { RunReport.Lane(unit: $0, region: "eu-west-1", spans: []) }
        #expect(TimelineRow.rows(of: report).map(\.label) == ["a.yaml", "eu-west-1", "b.yaml", "eu-west-1"])
    }

    @Test(arguments: [0.0, 0.02, 1, 7, 59, 3600, 90_000])
    func ticksAreFewAndRound(seconds: Double) {
        let ticks = TimelineScale(seconds: seconds, left: 100, right: 1100).ticks
        #expect((2...13).contains(ticks.count), "\(ticks)")
        #expect(ticks.first == 0)
    }

    private final class ElementReader: NSObject, XMLParserDelegate {
        var names: [String] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
        ) { names.append(name) }
    }
}
