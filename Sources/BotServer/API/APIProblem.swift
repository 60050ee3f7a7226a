import Bot
import CanonicalJSON
import HTTPTypes
import Hummingbird
import NIOCore

/// What is wrong with a request to the API, as it is answered: `{"error": "…"}`.
struct APIProblem: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let message: String
    let headers: HTTPFields

    init(_ status: HTTPResponse.Status, _ message: String, headers: HTTPFields = [:]) {
        self.status = status
        self.message = message
        self.headers = headers
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        Response.json(["error": .string(message)], status: status, headers: headers)
    }
}

extension Response {
    /// A JSON answer, which no cache keeps.
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var fields = headers
        fields[.contentType] = "application/json"
        fields[.cacheControl] = "no-store"
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: value.canonicalText + "\n")))
    }
}

/// Answers whatever goes wrong below `/api/` as the API does, and other methods than an operation's with 405.
struct APIProblems: RouterMiddleware {
    typealias Context = ServerContext

    let operations: [APIOperation]

    func handle(_ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response) async throws -> Response {
        guard request.uri.path.hasPrefix("/api/") else { return try await next(request, context) }
        do {
            return try await next(request, context)
        } catch let problem as APIProblem {
            throw problem
        } catch let error as HTTPError where error.status == .notFound {
            let methods = operations.filter { $0.hasPath(request.uri.path) }.map(\.method.rawValue)
            guard !methods.isEmpty else { throw APIProblem(.notFound, "there is no such path") }
            throw APIProblem(.methodNotAllowed, "this takes \(methods.joined(separator: ", "))", headers: [.allow: methods.joined(separator: ", ")])
        } catch let error as HTTPError {
            throw APIProblem(error.status, error.body ?? error.status.reasonPhrase.lowercased(), headers: error.headers)
        } catch let error as SuspensionsError {
            throw APIProblem(.internalServerError, "\(error)")
        }
    }
}
