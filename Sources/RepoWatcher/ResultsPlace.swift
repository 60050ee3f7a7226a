/// Where results go.
package enum ResultsPlace: Sendable, Hashable {
    /// To the branch that is followed.
    case followedBranch
    /// To a branch that holds nothing else.
    case ownBranch(String)
    /// To a branch that builds on the followed one, and that people merge into it.
    case proposal(branch: String)

    /// The branch's name; nil for the one that is followed.
    package var branch: String? {
        switch self {
        case .followedBranch: nil
        case .ownBranch(let branch), .proposal(let branch): branch
        }
    }
}
