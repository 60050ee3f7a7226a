import ConfigDiff
import Digest
import ImageConfig

/// What statuses of commits are called. Rules of a forge that ask for one name it, so the names are a contract.
enum StatusName {
    /// Of a merged commit as a whole.
    static let runs = "awspub-bot"
    /// Of a request as a whole.
    static let plan = "awspub-bot/plan"

    /// Returns the name for a unit of a merged commit: `awspub-bot/CONFIG/GROUP`, and `awspub-bot/CONFIG` for the images in no group.
    static func runs(of unit: UnitID) -> String { bounded("\(runs)/\(path(of: unit))") }

    /// Returns the name for a unit of a request.
    static func plan(of unit: UnitID) -> String { bounded("\(plan)/\(path(of: unit))") }

    /// Of a config that is invalid.
    static func runs(of config: String) -> String { bounded("\(runs)/\(ResultsMessage.escaped(config))") }

    private static func path(of unit: UnitID) -> String {
        ResultsMessage.escaped(unit.group.name.map { "\(unit.config)/\($0)" } ?? unit.config)
    }

    /// Forges keep 255 characters of a name: what is longer ends in a digest, so that two stay two.
    private static func bounded(_ name: String) -> String {
        guard name.unicodeScalars.count > 200 else { return name }
        let digest = SHA256.digest(name).hex.prefix(16)
        return "\(String(String.UnicodeScalarView(name.unicodeScalars.prefix(180))))~\(digest)"
    }
}
