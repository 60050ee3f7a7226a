import CanonicalJSON

/// A request that a test opens at a forge.
package struct ForgeRequest: Sendable {
    package let number: Int
    package let head: String
    package var base = "main"
    package var branch: String
    package var isFork = false
    /// Whether the repository it comes from is gone.
    package var isOrphan = false
    package var author = "ann"
    package var title: String
    package var body = ""
    package var isDraft = false
    package var isOpen = true

    package init(number: Int, head: String) {
        (self.number, self.head) = (number, head)
        branch = "branch-\(number)"
        title = "Request \(number)"
    }

    /// Changes some of it.
    package func with(_ change: (inout ForgeRequest) -> Void) -> ForgeRequest {
        var other = self
        change(&other)
        return other
    }

    var json: JSON {
        [
            "number": .integer(number), "head": .string(head), "base": .string(base), "branch": .string(branch),
            "isFork": isOrphan ? "deleted" : .bool(isFork), "author": .string(author), "title": .string(title), "body": .string(body),
            "draft": .bool(isDraft), "open": .bool(isOpen),
        ]
    }
}
