import AWSPubEngine
import Bot
import ConfigDiff
import Foundation
import Git
import ImageConfig
import Synchronization
import Testing

/// The record, fed with the events that looks tell.
struct BotRecordTests {
    private static let unit = UnitID(config: "images/a.yaml", group: .named("stable"))
    private static let other = UnitID(config: "images/a.yaml", group: .ungrouped)

    private static func commit(_ digit: Character) throws -> ObjectID { try #require(ObjectID(hex: String(repeating: digit, count: 40))) }

    private static func due(_ unit: UnitID = unit) -> DueUnit {
        DueUnit(unit: unit, reasons: [Reason("images.a.regions", "+ eu-west-3")], fingerprint: "sha256:1")
    }

    private static func record(
        limits: BotRecord.Limits = .init(), feed: EventFeed = EventFeed(), hasWebhook: Bool = true, now: @escaping @Sendable () -> Date = { Date() }
    ) -> BotRecord {
        BotRecord(
            [
                RecordedRepository(name: "images", branch: "main", hasWebhook: hasWebhook),
                RecordedRepository(name: "more", branch: "m", hasWebhook: false),
            ],
            limits: limits, feed: feed, words: { if case .note(let text) = $0.kind { text } else { nil } }, now: now)
    }

    @Test("other repositories: what is known of those that stay is kept, and nothing of those that are gone but their runs, which stop")
    func follow() throws {
        let record = Self.record()
        record.take(.tip(try Self.commit("a")), of: "images")
        for name in ["images", "more"] { record.take(.started(Self.due(), run: UUID().uuidString), of: name) }
        record.follow([
            RecordedRepository(name: "new", branch: "main", hasWebhook: false), RecordedRepository(name: "images", branch: "b", hasWebhook: false),
        ])
        #expect(record.repositories.map(\.name) == ["new", "images"])
        let images = try #require(record.repository("images"))
        #expect(images.branch == "b" && !images.hasWebhook && images.tip == String(repeating: "a", count: 40))
        #expect(record.units.map(\.repository) == ["images"])
        #expect(record.runs(limit: 10)?.runs.map(\.stateName) == ["stopped", "running"])
        // What comes of the one that is gone leaves nothing.
        record.take(.started(Self.due(Self.other), run: UUID().uuidString), of: "more")
        record.take(.finished(Self.unit, .published, errors: []), of: "more")
        record.take(.manifests([Manifest(unit: Self.other, configCommit: "c", fingerprint: "f", status: .published)]), of: "more")
        record.follow([RecordedRepository(name: "more", branch: "m", hasWebhook: false)])
        #expect(record.units.isEmpty && record.runningCount == 0)
        #expect(record.runs(limit: 10)?.runs.map(\.stateName) == ["stopped", "stopped"])
    }

    @Test("a look leaves the repository, its units and a run with its log")
    func look() throws {
        let record = Self.record()
        #expect(record.beginLook(at: "images") == nil)
        #expect(record.repository("images")?.isLooking == true)
        record.take(.tip(try Self.commit("a")), of: "images")
        var manifest = Manifest(unit: Self.other, configCommit: "c", fingerprint: "f", status: .published)
        manifest.details = ["one": ["us-east-1": .init(imageID: "ami-1", snapshotID: nil, isPublic: true)]]
        record.take(.manifests([manifest]), of: "images")
        record.take(.started(Self.due(), run: UUID().uuidString), of: "images")
        let running = try #require(record.runs(limit: 10)?.runs.first)
        #expect(running.stateName == "running")
        #expect(record.runningCount == 1)
        record.take(.engine(Self.unit, EngineEvent(.note("hello"))), of: "images")
        record.take(.engine(Self.unit, EngineEvent(.shared)), of: "images")
        record.take(.finished(Self.unit, .incomplete, errors: ["eu-west-3: no"]), of: "images")
        record.take(.committed(try Self.commit("b")), of: "images")
        record.endLook(at: "images", error: nil, failures: 1, pause: .seconds(60))

        let repository = try #require(record.repository("images"))
        #expect(repository.tip == String(repeating: "b", count: 40))
        #expect(repository.lastResults == repository.tip)
        #expect(!repository.isLooking && repository.failures == 1 && repository.lastError == nil)
        #expect(try #require(repository.nextLook).timeIntervalSince(try #require(repository.lastLook)) == 60)
        #expect(record.units.map(\.unit) == [Self.unit, Self.other])
        #expect(record.units.map(\.status) == [.incomplete, .published])
        #expect(record.units[0].run == running.id)
        #expect(record.units[1].images == ["one": ["us-east-1": "ami-1"]])
        let run = try #require(record.run(running.id))
        #expect(run.state == .finished(.incomplete))
        #expect(run.commit == String(repeating: "a", count: 40))
        #expect(run.errors == ["eu-west-3: no"] && run.ended != nil)
        #expect(
            record.log(of: run.id)?.lines.map(\.text) == ["due: images.a.regions: + eu-west-3", "hello", "error: eu-west-3: no", "incomplete"])
    }

    @Test("a run that is interrupted is a stopped one; a look that breaks off leaves its error")
    func brokenLook() throws {
        let record = Self.record()
        _ = record.beginLook(at: "images")
        record.take(.started(Self.due(), run: UUID().uuidString), of: "images")
        record.take(.interrupted(Self.due().unit), of: "images")
        record.endLook(at: "images", error: "no route", failures: 1, pause: .seconds(1))
        #expect(record.runs(limit: 1)?.runs.first?.state == .stopped)
        #expect(record.units.first?.isRunning == false)
        #expect(record.repository("images")?.lastError == "no route")
        #expect(record.runningCount == 0)
    }

    @Test("a unit whose manifest is gone is forgotten")
    func goneUnit() throws {
        let record = Self.record()
        record.take(.manifests([Manifest(unit: Self.unit, configCommit: "c", fingerprint: "f", status: .orphaned)]), of: "images")
        record.take(.manifests([]), of: "images")
        #expect(record.units.isEmpty)
    }

    @Test("a change is unannounced when polling found it and no webhook came by the next look, once")
    func unannounced() throws {
        let record = Self.record()
        func look(_ digit: Character, results: Character? = nil) throws -> String? {
            let missed = record.beginLook(at: "images")
            record.take(.tip(try Self.commit(digit)), of: "images")
            if let results { record.take(.committed(try Self.commit(results)), of: "images") }
            record.endLook(at: "images", error: nil, failures: 0, pause: .seconds(1))
            return missed
        }
        #expect(try look("a", results: "b") == nil)
        #expect(try look("b") == nil)  // the bot's own commit is no change
        #expect(try look("c") == nil)
        #expect(try look("c") == String(repeating: "c", count: 40))
        #expect(try look("c") == nil)
        #expect(record.repository("images")?.unannouncedChanges == 1)
        #expect(try look("d") == nil)
        record.announced("images")  // late, but it came
        #expect(try look("d") == nil)
        record.announced("images")
        #expect(try look("e") == nil)
        record.requested("images")
        #expect(try look("f") == nil)
        #expect(try look("f") == nil)
        #expect(record.repository("images")?.unannouncedChanges == 1)
    }

    @Test("a webhook may come later than polling, by the grace")
    func lateWebhook() throws {
        let clock = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        let record = Self.record(now: { clock.withLock { $0 } })
        func look(_ digit: Character, after seconds: TimeInterval) throws -> String? {
            clock.withLock { $0 += seconds }
            let missed = record.beginLook(at: "images", grace: .seconds(30))
            record.take(.tip(try Self.commit(digit)), of: "images")
            record.endLook(at: "images", error: nil, failures: 0, pause: .seconds(1))
            return missed
        }
        for (digit, seconds) in [("a", 0), ("a", 60), ("b", 60), ("b", 1), ("b", 28)] as [(Character, TimeInterval)] {
            #expect(try look(digit, after: seconds) == nil)
        }
        record.announced("images")
        #expect(try look("b", after: 60) == nil)
        #expect(try look("c", after: 60) == nil)
        #expect(try look("d", after: 29) == nil)
        #expect(try look("d", after: 1) == String(repeating: "c", count: 40))
        #expect(try look("d", after: 60) == nil)
    }

    @Test("without a webhook nothing is unannounced")
    func noWebhook() throws {
        let record = Self.record(hasWebhook: false)
        for digit: Character in ["a", "b", "b"] {
            #expect(record.beginLook(at: "images") == nil)
            record.take(.tip(try Self.commit(digit)), of: "images")
        }
    }

    @Test("runs come in pages, the newest first, and the oldest are forgotten")
    func pages() throws {
        let record = Self.record(limits: .init(runs: 5, linesPerRun: 10))
        for number in 0..<7 {
            let name = number == 6 ? "more" : "images"
            record.take(.started(Self.due(), run: UUID().uuidString), of: name)
            record.take(.finished(Self.unit, .published, errors: []), of: name)
        }
        let first = try #require(record.runs(limit: 2))
        #expect(first.runs.map(\.repository) == ["more", "images"])
        let second = try #require(record.runs(limit: 2, before: first.next))
        let third = try #require(record.runs(limit: 2, before: second.next))
        #expect(third.runs.count == 1 && third.next == nil)
        #expect(Set((first.runs + second.runs + third.runs).map(\.id)).count == 5)
        #expect(record.runs(limit: 2, before: "gone") == nil)
        #expect(record.runs(limit: 9, repository: "more")?.runs.count == 1)
        #expect(record.runs(limit: 4, repository: "images")?.next == nil)
    }

    @Test("a long log keeps its last lines and says how many are gone")
    func longLog() throws {
        let record = Self.record(limits: .init(runs: 5, linesPerRun: 10))
        record.take(.started(Self.due(), run: UUID().uuidString), of: "images")
        for number in 0..<100 { record.take(.engine(Self.unit, EngineEvent(.note("\(number)"))), of: "images") }
        let log = try #require(record.runs(limit: 1)?.runs.first.flatMap { record.log(of: $0.id) })
        #expect(log.lines.count + log.dropped == 101)
        #expect((10...12).contains(log.lines.count))
        #expect(log.lines.last?.text == "99")
        record.take(.engine(Self.unit, EngineEvent(.note(String(repeating: "x", count: 9000)))), of: "images")
        let last = record.runs(limit: 1)?.runs.first.flatMap { record.log(of: $0.id) }?.lines.last
        #expect(last?.text.count == 2001)
    }
}
