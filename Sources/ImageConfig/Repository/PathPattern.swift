/// A glob over the paths of a repository: `*` and `?` stay within a component, `**` stands for any number of them.
package struct PathPattern: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    private let components: [[Character]]

    package init(_ pattern: String) {
        description = pattern
        components = pattern.split(separator: "/", omittingEmptySubsequences: true).map(Array.init)
    }

    /// Whether a path is one of those meant.
    package func matches(_ path: String) -> Bool {
        PathPattern.match(components[...], path.split(separator: "/").map(Array.init)[...])
    }

    private static func match(_ pattern: ArraySlice<[Character]>, _ path: ArraySlice<[Character]>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == ["*", "*"] {
            return match(pattern.dropFirst(), path) || (!path.isEmpty && match(pattern, path.dropFirst()))
        }
        guard let component = path.first, matchComponent(first[...], component[...]) else { return false }
        return match(pattern.dropFirst(), path.dropFirst())
    }

    private static func matchComponent(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" { return matchComponent(pattern.dropFirst(), text) || (!text.isEmpty && matchComponent(pattern, text.dropFirst())) }
        guard let character = text.first, first == "?" || first == character else { return false }
        return matchComponent(pattern.dropFirst(), text.dropFirst())
    }
}
