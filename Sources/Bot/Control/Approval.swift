package import ConfigDiff
import Git

/// That somebody approves of publishing a unit as it is defined now.
package struct ApprovalRequest: Sendable, Hashable {
    package let unit: UnitID
    /// What they saw: the unit's fingerprint; nil for whatever waits now.
    package let fingerprint: String?
    /// Who says so, in words of theirs; nil when nobody does.
    package let by: String?

    package init(unit: UnitID, fingerprint: String? = nil, by: String? = nil) {
        self.unit = unit
        self.fingerprint = fingerprint
        self.by = by
    }
}

/// An approval that is in git.
package struct Approval: Sendable, Hashable {
    package let unit: UnitID
    package let fingerprint: String
    /// In hex.
    package let commit: String
}

extension ApprovalRequest {
    /// The message of the commit that approves.
    /// - Parameter tip: what the definition was read of.
    func message(fingerprint: String, tip: ObjectID) -> String {
        let name = ResultsMessage.escaped("\(unit)")
        let subject = "approve: \(name)"
        let lines = [
            subject.count > 100 ? "\(subject.prefix(99))…" : subject, "", "- \(name) may be published as \(fingerprint)", "", "Config-Commit: \(tip)",
            "Approved-By: API", by.map { "On-Behalf-Of: \(ResultsMessage.escaped($0))" },
        ]
        return lines.compactMap(\.self).joined(separator: "\n") + "\n"
    }
}
