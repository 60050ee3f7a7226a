import ConfigDiff
import Forge
import Git
import ImageConfig
import Testing

@testable import Bot

struct CommitLedgerTests {
    private static let (first, second) = (commit("a"), commit("b"))
    private static let (beta, stable) = (unit("beta"), unit("stable"))

    private static func commit(_ digit: String) -> ObjectID { ObjectID(hex: String(repeating: digit, count: 40))! }
    private static func unit(_ group: String) -> UnitID { UnitID(config: "a.yaml", group: .named(group)) }

    private static func due(_ unit: UnitID, _ fingerprint: String = "1") -> DueUnit {
        DueUnit(unit: unit, reasons: [Reason("regions", "+ eu-west-1")], fingerprint: fingerprint)
    }

    private static func look(
        _ commit: ObjectID, _ waiting: [DueUnit], running: Set<UnitID> = [], invalid: [String: String] = [:],
        settled: [UnitID: CommitLedger.UnitState] = [:]
    ) -> CommitLedger.Look {
        CommitLedger.Look(commit: commit, waiting: waiting, running: running, invalid: invalid, settled: settled)
    }

    /// What is said of a commit, by the status's name.
    private func said(_ ledger: CommitLedger, _ commit: ObjectID = first) -> [String: String] {
        Dictionary(
            ledger.lines.filter { $0.commit == commit }.map { ($0.status.context, "\($0.status.state.rawValue): \($0.status.summary)") },
            uniquingKeysWith: { $1 })
    }

    @Test("a unit is pending while it waits and runs, and then what became of it")
    func unit() {
        var ledger = CommitLedger()
        ledger.take(Self.look(Self.first, [Self.due(Self.beta), Self.due(Self.stable)]))
        #expect(said(ledger)["awspub-bot/a.yaml/beta"] == "pending: is due: regions + eu-west-1")
        #expect(said(ledger)["awspub-bot"] == "pending: 0 of 2 units done")
        ledger.started(Self.beta)
        #expect(said(ledger)["awspub-bot/a.yaml/beta"] == "pending: runs")
        ledger.held(Self.stable, "it waits for group beta")
        #expect(said(ledger)["awspub-bot/a.yaml/stable"] == "pending: it waits for group beta")
        ledger.finished(Self.beta, .published, errors: [])
        #expect(said(ledger)["awspub-bot/a.yaml/beta"] == "success: published")
        ledger.finished(Self.stable, .failed, errors: ["no bucket", "more"])
        #expect(said(ledger)["awspub-bot/a.yaml/stable"] == "failure: failed: no bucket")
        #expect(said(ledger)["awspub-bot"] == "failure: 1 of 2 units done, 1 not complete")
        // It is tried again, and looks in between change nothing.
        ledger.take(Self.look(Self.second, [Self.due(Self.stable)]))
        ledger.started(Self.stable)
        ledger.finished(Self.stable, .published, errors: [])
        #expect(said(ledger)["awspub-bot"] == "success: 2 of 2 units done")
        #expect(said(ledger, Self.second).isEmpty)
    }

    @Test("a unit that is defined anew before it begins is pending on both commits, and both are told how it ends")
    func superseded() {
        var ledger = CommitLedger()
        ledger.take(Self.look(Self.first, [Self.due(Self.beta)]))
        ledger.take(Self.look(Self.second, [Self.due(Self.beta, "2")]))
        ledger.finished(Self.beta, .published, errors: [])
        #expect(said(ledger)["awspub-bot/a.yaml/beta"] == "success: published")
        #expect(said(ledger, Self.second)["awspub-bot/a.yaml/beta"] == "success: published")
    }

    @Test("what is due no more without having run is done, and what runs is not touched by that")
    func reverted() {
        var ledger = CommitLedger()
        ledger.take(Self.look(Self.first, [Self.due(Self.beta), Self.due(Self.stable)]))
        ledger.take(Self.look(Self.second, [], running: [Self.stable]))
        #expect(said(ledger)["awspub-bot/a.yaml/beta"] == "success: there is nothing to do any more")
        #expect(said(ledger)["awspub-bot/a.yaml/stable"]?.hasPrefix("pending") == true)
    }

    @Test("a config that became invalid fails the commit that made it so, once")
    func invalid() {
        var ledger = CommitLedger()
        ledger.take(Self.look(Self.first, [], invalid: ["a.yaml": "3:5: wrong"]))
        #expect(said(ledger) == ["awspub-bot": "failure: a.yaml:3:5: wrong", "awspub-bot/a.yaml": "failure: is invalid: 3:5: wrong"])
        ledger.take(Self.look(Self.second, [], invalid: ["a.yaml": "3:5: wrong"]))
        #expect(said(ledger, Self.second).isEmpty)
        ledger.take(Self.look(Self.second, [], invalid: ["a.yaml": "4:5: wrong still"]))
        #expect(said(ledger, Self.second)["awspub-bot/a.yaml"] == "failure: is invalid: 4:5: wrong still")
    }

    @Test("after a restart the manifests say how units of the last commit ended")
    func restarted() {
        var ledger = CommitLedger()
        let settled = [Self.beta: CommitLedger.UnitState(.published, errors: []), Self.stable: CommitLedger.UnitState(.failed, errors: ["e"])]
        ledger.take(Self.look(Self.first, [Self.due(Self.stable)], settled: settled))
        #expect(said(ledger)["awspub-bot/a.yaml/beta"] == "success: published")
        #expect(said(ledger)["awspub-bot/a.yaml/stable"]?.hasPrefix("pending") == true)
    }

    @Test("more than 50 units have no statuses of their own, and old commits are forgotten once they are done")
    func bounds() {
        var ledger = CommitLedger()
        let units = (0..<60).map { Self.unit("g\($0)") }
        ledger.take(Self.look(Self.first, units.map { Self.due($0) }))
        #expect(said(ledger) == ["awspub-bot": "pending: 0 of 60 units done"])
        for unit in units { ledger.finished(unit, .published, errors: []) }
        for number in 0..<30 {
            let commit = ObjectID(hex: String(repeating: "0", count: 38) + "\(number + 10)")!
            ledger.take(Self.look(commit, [Self.due(Self.beta, "\(number)")]))
            ledger.finished(Self.beta, .published, errors: [])
        }
        #expect(said(ledger).isEmpty)
        #expect(Set(ledger.lines.map(\.commit)).count <= 21)
    }

    @Test("names that are too long for a forge stay different, and nothing in them breaks a line")
    func names() {
        let long = String(repeating: "x", count: 300)
        let (one, two) = (StatusName.runs(of: Self.unit(long + "1")), StatusName.runs(of: Self.unit(long + "2")))
        #expect(one != two && one.count < 255 && two.count < 255)
        #expect(!StatusName.plan(of: UnitID(config: "a\nb", group: .ungrouped)).contains("\n"))
        #expect(StatusName.plan(of: UnitID(config: "a.yaml", group: .ungrouped)) == "awspub-bot/plan/a.yaml")
    }
}
