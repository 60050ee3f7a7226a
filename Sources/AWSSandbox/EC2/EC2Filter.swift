import Foundation

/// A condition of a `Describe*` call.
struct ResourceFilter {
    let name: String
    let values: [String]

    /// Reads the conditions of a call.
    /// - Parameter list: `Filter` for most calls.
    static func all(_ call: Call, list: String = "Filter") throws -> [ResourceFilter] {
        try call.parameters.list(list).map { filter in
            guard let name = filter.text("Name") else { throw ServiceError("MissingParameter", "The request must contain the parameter Filter.Name") }
            return ResourceFilter(name: name, values: filter.texts("Value"))
        }
    }

    /// Returns whether a resource meets the condition.
    /// - Parameter properties: gives the values of a filter's name, nil for a name that the call does not have.
    func accepts(tags: [(key: String, value: String)], _ properties: (String) -> [String]?) throws -> Bool {
        let actual: [String]
        if name.hasPrefix("tag:") {
            actual = tags.filter { $0.key == name.dropFirst(4) }.map(\.value)
        } else if name == "tag-key" {
            actual = tags.map(\.key)
        } else if let known = properties(name) {
            actual = known
        } else {
            throw ServiceError("InvalidParameterValue", "The filter '\(name)' is invalid")
        }
        return actual.contains { text in values.contains { matches(text, pattern: $0) } }
    }
}

/// A page of a listing: those of the members that the call asks for.
struct ListPage<Member> {
    let members: [Member]
    let nextToken: String?

    /// Cuts the page that a call asks for out of all members.
    /// - Parameter serial: a number that grows in the order of the list.
    init(_ all: [Member], _ call: Call, serial: (Member) -> Int, least: Int = 5, most: Int = 1000) throws {
        let limit = try call.parameters.integer("MaxResults")
        if let limit, !(least...100_000).contains(limit) {
            throw ServiceError(
                "InvalidParameterValue", "Value ( \(limit) ) for parameter maxResults is invalid. Expecting a value greater than \(least).")
        }
        var rest = all[...]
        if let token = call.parameters.text("NextToken"), !token.isEmpty {
            guard let data = Data(base64Encoded: token), let after = Int(String(decoding: data, as: UTF8.self)) else {
                throw ServiceError("InvalidNextToken", "The token '\(token)' is invalid")
            }
            rest = rest.drop { serial($0) <= after }
        }
        members = Array(rest.prefix(min(limit ?? .max, limit == nil ? .max : most)))
        nextToken = members.count < rest.count ? members.last.map { Data("\(serial($0))".utf8).base64EncodedString() } : nil
    }
}
