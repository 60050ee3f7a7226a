/// Paths inside a repository.
package enum RepositoryPath {
    /// Whether a path stays inside the repository and can be written: relative, no empty, `.`, `..` or `.git` component, no control character.
    package static func isValid(_ path: String) -> Bool {
        guard !path.isEmpty, path.utf8.count <= 4096, !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return false }
        return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { component in
            !component.isEmpty && component != "." && component != ".." && component.lowercased() != ".git"
        }
    }

    /// Whether a path is a folder's or lies in it.
    package static func isPath(_ path: String, under folder: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }
}
