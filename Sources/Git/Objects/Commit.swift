/// A commit.
package struct Commit: Sendable, Hashable {
    package let id: ObjectID
    package let tree: ObjectID
    package let parents: [ObjectID]
    package let author: String
    package let message: String
    /// When it was committed, in seconds since 1970.
    package let time: Int64

    /// The first line of the message.
    package var subject: String { String(message.prefix { $0 != "\n" }) }

    /// The trailers at the end of the message, such as `Config-Commit: …`.
    package var trailers: [(key: String, value: String)] {
        let last = message.split(separator: "\n\n", omittingEmptySubsequences: true).last ?? ""
        return last.split(separator: "\n").compactMap { line in
            guard let colon = line.firstRange(of: ": "), !line[..<colon.lowerBound].contains(" ") else { return nil }
            return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
        }
    }
}

/// Who makes a commit.
package struct CommitAuthor: Sendable, Hashable {
    package let name: String
    package let email: String
    /// In seconds since 1970; nil for now.
    package let time: Int64?

    package init(name: String, email: String, time: Int64? = nil) {
        self.name = name
        self.email = email
        self.time = time
    }
}

/// A file in a commit's tree.
package struct TreeEntry: Sendable, Hashable {
    /// From the root, with slashes.
    package let path: String
    package let id: ObjectID
    package let kind: Kind

    package enum Kind: Sendable, Hashable {
        case file
        /// A symbolic link; never followed.
        case link
        /// A commit of another repository.
        case submodule
    }
}

/// A file that two commits have differently.
package struct FileChange: Sendable, Hashable {
    package let path: String
    /// nil for a file that was added.
    package let old: ObjectID?
    /// nil for a file that was deleted.
    package let new: ObjectID?
}
