import CanonicalJSON
import HTTP

/// A forge with a REST API. What differs between them stands here, and is pure: where things are and how they are written. What is done with them
/// is the same for all, and stands in extensions.
protocol RESTForge: Forge {
    static var limits: ForgeLimits { get }
    var api: ForgeAPI { get }
    var memory: ForgeMemory { get }
    /// What every call carries.
    var headers: [(name: String, value: String)] { get }

    /// The list of open requests.
    /// - Parameter branch: only those from there, where the forge can be asked for that.
    func listing(onto base: String, from branch: String?) -> ForgeCall
    /// - Returns: nil for one without a commit, as while the forge still prepares it.
    func request(_ answer: ForgeAnswer) throws(ForgeError) -> OpenRequest?
    func opening(_ proposal: ChangeProposal) -> ForgeCall
    func editing(_ number: Int, _ proposal: ChangeProposal) -> ForgeCall

    /// The list of a commit's newest statuses.
    func statuses(of commit: String) -> ForgeCall
    func status(_ answer: ForgeAnswer) throws(ForgeError) -> SentStatus
    /// The word of the forge for a state.
    func word(for state: CommitStatus.State) -> String
    func set(_ status: SentStatus, on commit: String) async throws(ForgeError)

    func comments(on request: Int) -> ForgeCall
    /// - Returns: nil for one that the forge made itself.
    func comment(_ answer: ForgeAnswer) throws(ForgeError) -> Comment?
    func commenting(_ text: String, on request: Int) -> ForgeCall
    func editing(_ comment: Int, to text: String, on request: Int) -> ForgeCall
    /// The token's own user, or who wrote something.
    func user(_ answer: ForgeAnswer) throws(ForgeError) -> ForgeUser
}

/// An open request with what is compared before it is changed.
struct OpenRequest: Sendable {
    let request: ChangeRequest
    /// The branch it comes from.
    let branch: String
    let body: String
}

/// A status as it goes over the wire.
struct SentStatus: Sendable, Hashable {
    let context: String
    let state: String
    let summary: String
    /// Empty for none.
    let link: String
}

/// What somebody wrote on a request.
struct Comment: Sendable {
    let id: Int
    /// Nil when the account is gone.
    let author: ForgeUser?
    let text: String
}

/// Somebody with an account.
struct ForgeUser: Sendable, Hashable {
    let id: Int
    let login: String
}
