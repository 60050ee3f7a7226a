/// An answer of an AWS service with a status that means success.
package struct AWSResponse: Sendable {
    /// The HTTP status.
    package let status: Int
    package let headers: HTTPHeaders
    package let body: [UInt8]

    package init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The id that AWS gave the request, as support asks for it.
    package var requestID: String? { headers["x-amzn-requestid"] ?? headers["x-amz-request-id"] }
}

/// The header fields of an answer; names are compared without regard to case.
package struct HTTPHeaders: Sendable {
    package private(set) var fields: [(name: String, value: String)]

    package init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

    /// Adds a field.
    package mutating func append(name: String, value: String) { fields.append((name, value)) }

    /// Returns the first value of a field.
    package subscript(_ name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }
}
