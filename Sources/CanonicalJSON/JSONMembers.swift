extension JSON {
    /// The members of an object, each name once, in the order of their names.
    ///
    /// A sorted list: objects are small, and most are only made to be written, or read from a text that has this order already.
    public struct Members: Sendable, Hashable {
        public struct Element: Sendable, Hashable {
            public let key: ExactText
            public internal(set) var value: JSON

            @usableFromInline
            init(key: ExactText, value: JSON) {
                self.key = key
                self.value = value
            }
        }

        private var elements: [Element]

        /// Takes members in any order. Of those of the same name the last one counts.
        @inlinable
        public init(_ members: some Sequence<(key: ExactText, value: JSON)>) {
            self.init(elements: members.map { Element(key: $0.key, value: $0.value) })
        }

        @usableFromInline
        init(elements: [Element]) {
            let isSorted = elements.indices.dropFirst().allSatisfy { elements[$0 - 1].key < elements[$0].key }
            self.elements = isSorted ? elements : Members.sorted(elements)
        }

        private static func sorted(_ elements: [Element]) -> [Element] {
            var sorted: [Element] = []
            sorted.reserveCapacity(elements.count)
            for element in elements.sorted(by: { $0.key < $1.key }) {
                if sorted.last?.key == element.key { sorted.removeLast() }
                sorted.append(element)
            }
            return sorted
        }
    }
}

extension JSON.Members: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { elements.count }
    public subscript(position: Int) -> Element { elements[position] }
}

extension JSON.Members {
    /// The value of a name; nil removes the member.
    public subscript(key: ExactText) -> JSON? {
        get {
            let index = index(of: key)
            return isMember(key, at: index) ? elements[index].value : nil
        }
        set {
            let index = index(of: key)
            switch (isMember(key, at: index), newValue) {
            case (true, let value?): elements[index].value = value
            case (true, nil): elements.remove(at: index)
            case (false, let value?): elements.insert(Element(key: key, value: value), at: index)
            case (false, nil): break
            }
        }
    }

    /// The names, in their order.
    public var keys: [ExactText] { elements.map(\.key) }

    /// The values, in the order of their names.
    public var values: [JSON] { elements.map(\.value) }

    /// Returns the members with other values.
    public func mapValues(_ transform: (JSON) throws -> JSON) rethrows -> JSON.Members {
        JSON.Members(elements: try elements.map { Element(key: $0.key, value: try transform($0.value)) })
    }

    /// Returns some of the members.
    public func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> JSON.Members {
        JSON.Members(elements: try elements.filter(isIncluded))
    }

    /// Returns where a name is, or would be.
    private func index(of key: ExactText) -> Int {
        var (low, high) = (0, elements.count)
        while low < high {
            let middle = (low + high) / 2
            if elements[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func isMember(_ key: ExactText, at index: Int) -> Bool { index < elements.count && elements[index].key == key }
}
