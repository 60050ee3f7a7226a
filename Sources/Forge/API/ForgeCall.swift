import CanonicalJSON
import HTTP

/// A call of a forge's API.
struct ForgeCall: Sendable {
    /// What it is for, as errors tell it.
    let operation: String
    let method: HTTPMethod
    /// Below the base of the API, percent-encoded, with a slash before it.
    let path: String
    /// Names and values, not encoded.
    var query: [(name: String, value: String)] = []
    var body: JSON?
    /// Whether carrying it out twice is the same as once.
    let isRepeatable: Bool
    /// Whether a list comes in pages.
    var isPaged = true
    /// The member of the answer that has the list; nil when the answer is the list.
    var listMember: String?

    /// Returns the elements of a list.
    func elements(of answer: ForgeAnswer) throws(ForgeError) -> [ForgeAnswer] {
        guard let listMember else { return try answer.list() }
        // Gitea answers nothing, or null, where there are no statuses.
        if answer.json == .null || answer.json[listMember] == .null { return [] }
        guard let list = answer.json[listMember] else { throw answer.missing("list", [listMember]) }
        return try ForgeAnswer(json: list, operation: operation).list()
    }

    static func get(_ operation: String, _ path: String, query: [(name: String, value: String)] = []) -> ForgeCall {
        ForgeCall(operation: operation, method: .get, path: path, query: query, isRepeatable: true)
    }

    /// A change of what is there already.
    static func change(_ operation: String, _ method: HTTPMethod, _ path: String, _ body: JSON) -> ForgeCall {
        ForgeCall(operation: operation, method: method, path: path, body: body, isRepeatable: true)
    }

    /// Makes something that would be there twice if it were made twice.
    static func make(_ operation: String, _ path: String, _ body: JSON) -> ForgeCall {
        ForgeCall(operation: operation, method: .post, path: path, body: body, isRepeatable: false)
    }
}
