import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Who may use the API. It can be replaced while the server runs.
package final class APIAccess: Sendable {
    private let token: Mutex<APIToken?>
    private let badSenders = BadSenders()

    package init(token: APIToken? = nil) { self.token = Mutex(token) }

    package func replace(with new: APIToken?) { token.withLock { $0 = new } }

    /// Lets a request pass, or not: changing needs the token always, reading when there is one and the sender is not on this host.
    /// - Throws: `APIProblem`.
    func check(_ request: Request, _ context: ServerContext) throws(APIProblem) {
        try check(request, context, given: Self.bearer(request), scheme: "Bearer")
    }

    /// Lets a browser read a page, or not: it asks for a password, which is the token. What commands does not take passwords, since a browser sends
    /// them along whoever asks it to.
    /// - Throws: `APIProblem`.
    func checkPage(_ request: Request, _ context: ServerContext) throws(APIProblem) {
        try check(request, context, given: Self.password(request) ?? Self.bearer(request), scheme: "Basic")
    }

    private func check(_ request: Request, _ context: ServerContext, given: String?, scheme: String) throws(APIProblem) {
        let token = token.withLock(\.self)
        if request.method == .get, token == nil || Self.isLocal(request, context) { return }
        if let token, let given, token.matches(given) { return }
        guard !badSenders.hasTooMany(context.sender) else {
            throw APIProblem(.tooManyRequests, "too many requests without the right token", headers: [.retryAfter: "60"])
        }
        let reason = token == nil ? "this daemon has no api_token_file, so nobody can command it" : "the bearer token is absent or wrong"
        throw APIProblem(.unauthorized, reason, headers: [.wwwAuthenticate: "\(scheme) realm=\"awspub-bot\""])
    }

    /// <https://www.rfc-editor.org/rfc/rfc7617>; the user's name is of no importance.
    private static func password(_ request: Request) -> String? {
        guard let value = request.headers[.authorization], value.lowercased().hasPrefix("basic "),
            let bytes = Data(base64Encoded: value.dropFirst(6).trimmingCharacters(in: .whitespaces)),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { return nil }
        return String(text[text.index(after: colon)...])
    }

    private static func bearer(_ request: Request) -> String? {
        guard let value = request.headers[.authorization] else { return nil }
        let words = value.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }

    /// What a proxy on this host passes on comes from elsewhere.
    private static func isLocal(_ request: Request, _ context: ServerContext) -> Bool {
        guard request.headers[.forwarded] == nil, request.headers[.forwardedFor] == nil else { return false }
        let address = context.sender.hasPrefix("::ffff:") ? String(context.sender.dropFirst(7)) : context.sender
        return address.hasPrefix("127.") || address == "::1"
    }
}

extension HTTPField.Name {
    static let forwarded = constant("Forwarded")
    static let forwardedFor = constant("X-Forwarded-For")
}
