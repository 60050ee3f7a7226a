import Foundation

/// A file elsewhere that can be fetched piece by piece.
protocol RemoteFile: Sendable {
    /// What errors call it.
    var name: String { get }
    /// What tells this content from any other that was or will be there; nil where nothing does, and pieces of several fetches must not be mixed.
    var validator: String? { get }
    /// Fetches from an offset on, to the end or not, into the same place of a file.
    /// - Returns: whether the end is reached.
    /// - Throws: `FetchError`.
    func fetch(from offset: Int64, into file: FileHandle) async throws -> Bool
}

/// Tells why a piece could not be fetched.
struct FetchError: Error {
    let reason: String
    var remedy = Remedy.none

    enum Remedy: Sendable {
        /// It will not get better by itself.
        case none
        /// Another attempt may go on where this one ended.
        case again
        /// Another attempt must begin at the start.
        case anew
    }
}
