/// An open pull or merge request. All texts are from people and servers: nothing in them is to be trusted.
package struct ChangeRequest: Sendable, Hashable {
    /// Its number in the project.
    package let number: Int
    /// The newest commit, in lower-case hex.
    package let head: String
    /// The branch that it is to be merged into.
    package let base: String
    /// The reference that leads to `head` in the repository of the base, for those of forks too.
    package let headReference: String
    /// Whether it comes from another repository, or from one that cannot be told any more.
    package let isFork: Bool
    package let title: String
    /// The page for people.
    package let link: String
    /// The login name of who opened it.
    package let author: String

    package init(number: Int, head: String, base: String, headReference: String, isFork: Bool, title: String, link: String, author: String) {
        self.number = number
        self.head = head
        self.base = base
        self.headReference = headReference
        self.isFork = isFork
        self.title = title
        self.link = link
        self.author = author
    }
}
