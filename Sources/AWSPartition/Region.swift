/// The name of an AWS region, such as `eu-west-1`.
public struct Region: Sendable, Hashable, Comparable, RawRepresentable, CustomStringConvertible {
    /// The name as AWS writes it.
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// Names a region.
    public init(_ name: String) { self.init(rawValue: name) }

    public var description: String { rawValue }

    public static func < (left: Region, right: Region) -> Bool { left.rawValue < right.rawValue }

    /// Whether the name can stand in a host name: lower-case letters, digits and hyphens, at most 63 of them.
    public var isHostLabel: Bool {
        !rawValue.isEmpty && rawValue.utf8.count <= 63 && rawValue.first != "-"
            && rawValue.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}

extension Region: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(rawValue: value) }
}
