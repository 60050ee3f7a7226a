import Git
import ImageConfig

/// The contents of some files, as far as they can be read.
struct FileContents: Sendable {
    private let blobs: [ObjectID: Result<[UInt8], GitError>]

    init(_ blobs: [ObjectID: Result<[UInt8], GitError>]) { self.blobs = blobs }

    /// Returns a file's text.
    /// - Throws: `ConfigProblems` for a file that is too large; `GitError`.
    func text(of entry: TreeEntry) throws -> NamedText {
        do {
            return NamedText(name: entry.path, bytes: try bytes(of: entry))
        } catch let error as GitError where error.code == .tooLarge {
            throw ConfigProblems(at: entry.path, "\(error.message); configs are not that large")
        }
    }

    /// - Throws: `GitError`.
    func bytes(of entry: TreeEntry) throws -> [UInt8] {
        guard let content = blobs[entry.id] else { throw GitError(.notFound, "read \(entry.path)", "the file was not read") }
        return try content.get()
    }
}

extension ConfigProblems {
    /// One problem with a file as a whole.
    init(at path: String, keyPath: String = "", _ message: String) {
        self.init([Diagnostic(file: path, line: 1, column: 1, keyPath: keyPath, message: message)])
    }
}
