package import Git

/// When a clone is compacted.
package struct CloneUpkeep: Sendable {
    /// From so many packs on.
    package var packs = 50
    /// From about so many objects outside of packs on; git's own number.
    package var looseObjects = 6700
    /// Looked at after so many fetches.
    package var fetches = 10

    package init() {}

    func isDue(_ clone: Repository) -> Bool { clone.packCount >= packs || clone.looseObjectCount >= looseObjects }
}

/// A branch that does not build any more on where it was.
package struct Rewrite: Sendable, Hashable {
    package let old: ObjectID
    package let new: ObjectID
}

extension GitError {
    /// Whether a damaged clone may be why.
    fileprivate var mayBeDamage: Bool { [.failed, .corrupt, .notFound].contains(code) }
}

extension BranchFollower {
    /// Does something with the clone. When that fails in a way that a damaged clone would explain, and it is damaged, it is done once more with a
    /// new clone.
    /// - Throws: what the work throws.
    package nonisolated func healing<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as GitError where error.mayBeDamage {
            guard try await replaceIfDamaged() else { throw error }
            return try await work()
        }
    }
}
