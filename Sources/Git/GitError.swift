import CGit2

/// Tells why something with git did not work. Never holds a credential.
package struct GitError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// The remote has no commits at all.
        case emptyRepository
        /// The remote has no such branch.
        case branchMissing
        /// The remote refused the credentials, or wants some.
        case accessDenied
        /// The ssh server's host key is not in the known hosts.
        case hostKeyUnknown
        /// The ssh server has another host key than the known hosts say.
        case hostKeyChanged
        /// Nobody who is trusted vouches for the server's certificate.
        case certificateUntrusted
        /// The server sends elsewhere, where no credentials are sent.
        case redirected
        /// There is no repository at the URL.
        case repositoryMissing
        /// The server could not be reached.
        case unreachable
        /// Nothing moved for as long as allowed.
        case timedOut
        /// The branch has commits that ours does not build on.
        case notFastForward
        /// A hook, or a rule of the forge, refused the push.
        case pushRefused
        /// Nobody who may has signed the commit.
        case untrusted
        /// The disk of the state directory is full.
        case diskFull
        /// An object, a reference or a path is not there.
        case notFound
        /// An object is larger than allowed.
        case tooLarge
        /// The local clone is damaged.
        case corrupt
        /// The URL, a path or a name is not one.
        case invalid
        /// Anything else.
        case failed
    }

    package let code: Code
    /// What was being done.
    package let operation: String
    /// What happened, and what would help.
    package let message: String

    package init(_ code: Code, _ operation: String, _ message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }
}

extension GitError: CustomStringConvertible {
    package var description: String { "\(operation): \(message)" }
}

/// Checks what a libgit2 function returned. Its error is kept by thread, so it is read before anything else happens.
func check(_ operation: @autoclosure () -> String, _ call: () -> Int32) throws(GitError) {
    let status = call()
    guard status < 0 else { return }
    let message = git_error_last().flatMap { $0.pointee.message }.map { String(cString: $0) } ?? "libgit2 error \(status)"
    git_error_clear()
    if GitError.isDiskFull(message) { throw GitError(.diskFull, operation(), "\(GitError.diskFullMeaning) (\(message))") }
    throw GitError(GitError.Code(status), operation(), message)
}

extension GitError.Code {
    init(_ status: Int32) {
        switch status {
        case GIT_ENOTFOUND.rawValue: self = .notFound
        case GIT_EINVALIDSPEC.rawValue, GIT_EAMBIGUOUS.rawValue: self = .invalid
        case GIT_ENONFASTFORWARD.rawValue: self = .notFastForward
        default: self = .failed
        }
    }
}
