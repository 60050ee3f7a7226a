/// Tells why something with a forge did not work. Never holds a secret, nor characters of a server that act on a terminal.
package struct ForgeError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// The token is not known, or not any more.
        case unauthorized
        /// The token may not do this.
        case forbidden
        /// There is no such project, commit or request, or the token may not see it.
        case notFound
        /// Too many calls; nil when the forge does not say how long to wait.
        case rateLimited(retryAfter: Duration?)
        /// The forge does not take what it was sent.
        case rejected
        /// No complete answer came, or the forge has trouble of its own. Later it may work.
        case unreachable
        /// The answer is not one that such a forge gives.
        case invalidAnswer
        /// The API, the project or the token cannot be ones. Nothing was sent.
        case invalidAccess
        /// The task was cancelled.
        case cancelled
    }

    package let code: Code
    /// What was being done.
    package let operation: String
    /// What happened, and what would help.
    package let context: String

    package init(_ code: Code, _ operation: String, _ context: String) {
        self.code = code
        self.operation = operation
        self.context = context
    }
}

extension ForgeError: CustomStringConvertible {
    package var description: String { "\(operation): \(context)" }
}
