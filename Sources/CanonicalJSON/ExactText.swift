import Foundation

/// A text that equals only what has the same bytes. Two strings that differ in Unicode normalisation only are equal to each other; as names of
/// images, tags or members of an object they are different.
public struct ExactText: Sendable {
    public let text: String

    public init(_ text: String) { self.text = text }
}

extension ExactText: Hashable {
    public static func == (left: ExactText, right: ExactText) -> Bool {
        let count = left.text.utf8.count
        guard count == right.text.utf8.count else { return false }
        let isEqual = left.text.utf8.withContiguousStorageIfAvailable { left in
            right.text.utf8.withContiguousStorageIfAvailable { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return memcmp(left, right, count) == 0
            }
        }
        return (isEqual ?? nil) ?? left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension ExactText: Comparable {
    public static func < (left: ExactText, right: ExactText) -> Bool {
        let (leftCount, rightCount) = (left.text.utf8.count, right.text.utf8.count)
        let isLess = left.text.utf8.withContiguousStorageIfAvailable { left in
            right.text.utf8.withContiguousStorageIfAvailable { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return leftCount < rightCount }
                let order = memcmp(left, right, min(leftCount, rightCount))
                return order == 0 ? leftCount < rightCount : order < 0
            }
        }
        return (isLess ?? nil) ?? left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension ExactText: ExpressibleByStringLiteral, CustomStringConvertible {
    public init(stringLiteral value: String) { text = value }

    public var description: String { text }
}
