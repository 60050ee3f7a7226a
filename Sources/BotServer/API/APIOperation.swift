import CanonicalJSON
import HTTPTypes
import Hummingbird

/// Something that the API does: how it is asked for, how it is described, and what does it.
struct APIOperation: Sendable {
    /// A part of the path or the query.
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path, query, header
        }

        let name: String
        let place: Place
        let summary: String
        let schema: JSON
    }

    let method: HTTPRequest.Method
    /// Such as `/repositories/{name}/sync`, below `base`.
    let path: String
    /// What programs made from the description call it.
    let id: String
    let summary: String
    var parameters: [Parameter] = []
    /// The schema of the JSON that is sent; nil for none.
    var body: JSON?
    /// How it succeeds.
    var success: HTTPResponse.Status = .ok
    var mediaType = "application/json"
    /// The schema of what it answers.
    let answer: JSON
    /// What else can come of it, besides what can come of every operation.
    var problems: [(status: HTTPResponse.Status, summary: String)] = []
    let handler: @Sendable (Request, ServerContext) async throws -> Response

    static let base = "/api/v1"

    /// The path as the router writes it.
    var route: RouterPath { RouterPath(Self.base + path.replacing("{", with: ":").replacing("}", with: "")) }

    /// Whether a request's path is one of this operation.
    func hasPath(_ text: String) -> Bool {
        let wanted = (Self.base + path).split(separator: "/")
        let given = text.split(separator: "/")
        return wanted.count == given.count && zip(wanted, given).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
