import CanonicalJSON
import ConfigDiff
import Foundation

/// When units are compared with AWS next: each once in a while, spread over it. Kept in a file, so that a restart does not begin anew; without
/// the file it does.
struct DriftSchedule: Sendable {
    private let path: String
    /// By manifest path: when the unit was last compared, or would have been for its first turn to come when it does.
    private var last: [String: Date]
    private var lastSave = Date.distantPast

    /// What could not be compared is tried again within this, in seconds.
    private static let retry = 3600.0
    /// In seconds. What is lost of the last moments is compared twice.
    private static let saving = 60.0

    init(file path: String) {
        self.path = path
        // A file that is not there, or that somebody broke, only costs time.
        let state = (try? Data(contentsOf: URL(filePath: path))).flatMap { try? JSON(parsing: [UInt8]($0)) }
        last = (state?["last"]?.objectValue ?? [:]).compactMapValues { $0.integerValue.map { Date(timeIntervalSince1970: Double($0)) } }
    }

    /// Gives units that have none a turn, somewhere within the period.
    /// - Parameter period: in seconds.
    mutating func add(_ units: some Sequence<UnitID>, every period: Double, at now: Date) {
        for key in units.map({ $0.manifestPath(in: "") }) {
            // A clock that was set back must not put it off.
            if let time = last[key], time <= now { continue }
            last[key] = now.addingTimeInterval(-Double.random(in: 0..<period))
        }
    }

    /// Returns the unit whose turn it is, the one that waited longest first; nil when it is nobody's.
    /// - Parameter units: all that are to be compared.
    func next(of units: [UnitID], every period: Double, at now: Date) -> UnitID? {
        var first: (unit: UnitID, due: Date)?
        for unit in units.sorted() {
            guard let due = last[unit.manifestPath(in: "")]?.addingTimeInterval(period), due <= now else { continue }
            if first.map({ due < $0.due }) ?? true { first = (unit, due) }
        }
        return first?.unit
    }

    /// Takes down that a unit was compared, or that it could not be.
    mutating func ended(_ unit: UnitID, succeeded: Bool, every period: Double, at now: Date) {
        let wait = succeeded ? period * Double.random(in: 0.9...1) : min(period, DriftSchedule.retry) * Double.random(in: 0.5...1)
        last[unit.manifestPath(in: "")] = now.addingTimeInterval(wait - period)
    }

    /// How long to wait between two units, in seconds, so that many that are late do not come all at once.
    static func pause(units: Int, every period: Double) -> Double { min(60, period / Double(2 * max(1, units))) }

    /// Writes the file when it is time to.
    /// - Parameter units: all that there are; the others are forgotten.
    mutating func save(_ units: some Sequence<UnitID>, at now: Date, isLast: Bool = false) {
        guard isLast || abs(now.timeIntervalSince(lastSave)) >= DriftSchedule.saving else { return }
        lastSave = now
        let known = Set(units.map { $0.manifestPath(in: "") })
        last = last.filter { known.contains($0.key) }
        let state: JSON = ["last": .object(last.mapValues { .integer(Int($0.timeIntervalSince1970)) })]
        // Without it the next start only compares sooner.
        try? Data("\(state.prettyText)\n".utf8).write(to: URL(filePath: path), options: .atomic)
    }
}
