/// How a comparison of a unit with AWS ended.
package enum DriftFinding: Sendable, Hashable {
    /// AWS has what the last run left there.
    case well
    /// It differs, line by line.
    case drifted([String])
    /// AWS did not answer, or refused to tell.
    case failed(String)

    /// A word for it.
    package var outcome: String {
        switch self {
        case .well: "well"
        case .drifted: "drifted"
        case .failed: "failed"
        }
    }
}
