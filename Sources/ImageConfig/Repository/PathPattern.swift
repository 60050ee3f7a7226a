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
        PathPattern.match(components, path.split(separator: "/").map(Array.init), isMany: { $0 == ["*", "*"] }, PathPattern.matchComponent)
    }

    private static func matchComponent(_ pattern: [Character], _ text: [Character]) -> Bool {
        match(pattern, text, isMany: { $0 == "*" }, { $0 == "?" || $0 == $1 })
    }

    /// Matches a list against a pattern in which some elements stand for any number. Only the last of these is ever tried again, since whatever an
    /// earlier one took, the later one can take the rest: the work is the product of the lengths at most.
    private static func match<Element>(
        _ pattern: [Element], _ list: [Element], isMany: (Element) -> Bool, _ isMatch: (Element, Element) -> Bool
    ) -> Bool {
        var (place, index) = (0, 0)
        var retry: (place: Int, index: Int)?
        while index < list.count {
            if place < pattern.count, isMany(pattern[place]) {
                place += 1
                retry = (place, index)
            } else if place < pattern.count, isMatch(pattern[place], list[index]) {
                (place, index) = (place + 1, index + 1)
            } else if let last = retry {
                retry = (last.place, last.index + 1)
                (place, index) = (last.place, last.index + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy(isMany)
    }
}
