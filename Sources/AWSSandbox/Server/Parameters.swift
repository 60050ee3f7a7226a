import AWS
import HTTP

/// The parameters of a query protocol call as a tree: `Filter.1.Name` is under `Filter`, `1`, `Name`.
struct Parameters: Sendable {
    private(set) var value: String?
    private var children: [String: Parameters] = [:]

    init() {}

    init(_ pairs: [(name: String, value: String)]) {
        for pair in pairs { insert(pair.value, at: pair.name.split(separator: ".", omittingEmptySubsequences: false)[...]) }
    }

    private mutating func insert(_ value: String, at path: ArraySlice<Substring>) {
        guard let first = path.first else {
            self.value = value
            return
        }
        children[String(first), default: Parameters()].insert(value, at: path.dropFirst())
    }

    subscript(_ name: String) -> Parameters? { children[name] }

    /// Returns the text of a parameter, nil when it is absent.
    func text(_ name: String) -> String? { children[name]?.value }

    /// Returns the members of a list in their order, with or without the `member` level of SNS and STS.
    func list(_ name: String) -> [Parameters] {
        guard var node = children[name] else { return [] }
        if let members = node.children["member"] ?? node.children["entry"] { node = members }
        return node.children.compactMap { key, child in Int(key).map { ($0, child) } }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Returns the texts of a list.
    func texts(_ name: String) -> [String] { list(name).compactMap(\.value) }

    /// Returns a text that the call must have.
    func required(_ name: String) throws -> String {
        guard let text = text(name), !text.isEmpty else {
            throw ServiceError("MissingParameter", "The request must contain the parameter \(name)")
        }
        return text
    }

    func flag(_ name: String) throws -> Bool? {
        guard let text = text(name) else { return nil }
        switch text.lowercased() {
        case "true", "1": return true
        case "false", "0": return false
        default: throw ServiceError("InvalidParameterValue", "Invalid value '\(text)' for \(name). Use true or false")
        }
    }

    func integer(_ name: String) throws -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text) else {
            throw ServiceError("InvalidParameterValue", "Value (\(text)) for parameter \(name) is invalid. Expected a number.")
        }
        return number
    }
}

/// Splits a query or a form into names and values.
func decodeForm(_ text: some StringProtocol, plusIsSpace: Bool) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let decode: (Substring) -> String = { part in
            URIEncoding.decode(plusIsSpace ? Substring(part.replacing("+", with: " ")) : part)
        }
        return (decode(Substring(parts[0])), parts.count > 1 ? decode(Substring(parts[1])) : "")
    }
}
