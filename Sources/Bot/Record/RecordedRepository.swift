package import Foundation

/// A repository that the daemon follows, as it stands.
package struct RecordedRepository: Sendable, Hashable {
    package let name: String
    package internal(set) var branch: String
    /// Whether a webhook announces its changes.
    package internal(set) var hasWebhook: Bool
    /// Where the branch pointed when it was last looked at, in hex.
    package var tip: String?
    package var isLooking = false
    /// Whether an operator has stopped it.
    package var isSuspended = false
    /// When the last look ended.
    package var lastLook: Date?
    /// What the last look failed with; nil when it did not.
    package var lastError: String?
    /// When the next look comes, if nothing wakes it before.
    package var nextLook: Date?
    /// How many looks in a row did not come to a good end.
    package var failures = 0
    /// How many changes were found by polling that no webhook had announced by the next look.
    package var unannouncedChanges = 0
    /// The last results commit of this process, in hex.
    package var lastResults: String?

    package init(name: String, branch: String, hasWebhook: Bool) {
        self.name = name
        self.branch = branch
        self.hasWebhook = hasWebhook
    }
}
