import Foundation

extension Repository {
    /// Whether all that references lead to is there.
    /// - Parameters:
    ///   - isThorough: whether the content of everything is read, too.
    ///   - environment: the variables of the process that git may see.
    /// - Throws: `GitError` when git does not run.
    package static func isSound(at path: String, isThorough: Bool, environment: [String: String]) async throws -> Bool {
        let arguments = ["--git-dir", path, "fsck", "--no-dangling", "--progress"] + (isThorough ? [] : ["--connectivity-only"])
        let child = ChildProgram(
            arguments: arguments, environment: GitEnvironment.variables(environment), operation: "check the clone", patience: .seconds(600))
        return try await child.run().succeeded
    }

    /// Puts everything into one pack. What nothing leads to stays for two weeks: it may belong to a commit that is only being made.
    /// - Throws: `GitError`.
    package nonisolated func compact(environment: [String: String]) async throws {
        let child = ChildProgram(
            arguments: ["--git-dir", path, "gc", "--quiet", "--prune=2.weeks.ago"], environment: GitEnvironment.variables(environment),
            operation: "compact the clone", patience: .seconds(1800), deadline: .seconds(1800))
        let ending = try await child.run()
        guard ending.succeeded else { throw GitError(.failed, "compact the clone", GitError.printable(ending.errors.suffix(300))) }
    }

    /// How many packs there are.
    package nonisolated var packCount: Int { files("objects/pack").count { $0.hasSuffix(".pack") } }

    /// About how many objects lie outside of packs, told from one of the 256 folders as git itself does.
    package nonisolated var looseObjectCount: Int { files("objects/17").count * 256 }

    /// What is not there counts as empty.
    private nonisolated func files(_ folder: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? [] }
}
