/// One run of the `git` program that talks to a remote.
struct GitProcess: Sendable {
    let arguments: [String]
    let access: RemoteAccess
    /// What is being done, for errors.
    let operation: String
    /// What git reads from its standard input.
    var input: [UInt8] = []
    /// Whether what git writes to its standard output is thrown away, as it must be when it is large.
    var discardsOutput = false
    /// After which git is killed although it may have shown no progress; the access's time when nil.
    var deadline: Duration?

    /// Runs git and returns what it wrote to its standard output.
    /// - Throws: `GitError`, also when nothing is heard of git for too long; git and all that it started are killed then.
    func run() async throws -> String {
        let child = ChildProgram(
            arguments: arguments, environment: access.processEnvironment(), operation: operation, input: input, discardsOutput: discardsOutput,
            patience: deadline ?? access.timeout, deadline: deadline)
        let ending = try await child.run()
        // With --porcelain a refused push is told on the standard output.
        guard ending.succeeded else { throw GitError(ending.errors + ending.output, operation: operation, url: access.url) }
        return ending.output
    }
}
