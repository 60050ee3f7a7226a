import HTTPTypes

/// The head of an HTTP request, taken apart.
struct RequestHead: Sendable {
    let method: String
    /// The path as it came over the wire.
    let path: String
    /// Names and values, decoded.
    let query: [(name: String, value: String)]
    let headers: HTTPFields
    let host: String

    init(_ request: HTTPRequest) {
        method = request.method.rawValue
        let parts = (request.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "/")
        query = parts.count > 1 ? decodeForm(parts[1], plusIsSpace: false) : []
        headers = request.headerFields
        host = request.authority ?? ""
    }

    /// Returns the value of a header; several are joined with commas.
    func header(_ name: String) -> String? {
        guard let name = HTTPField.Name(name) else { return nil }
        return headers[name]
    }

    /// Returns the value of a query parameter, nil when it is absent.
    func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
