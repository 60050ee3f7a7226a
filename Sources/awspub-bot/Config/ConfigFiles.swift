import Foundation
import ImageConfig

/// Finds the config files that arguments name: files, folders, and globs that a shell did not expand.
struct ConfigFiles {
    /// Returns the files in their order; a folder's and a glob's in the order of their names.
    /// - Throws: `CommandFailure` for a folder or a glob in which there is no config.
    static func find(_ arguments: [String]) async throws -> [String] {
        var files: [String] = []
        for argument in arguments {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder) {
                files += isFolder.boolValue ? try await configs(in: argument) : [argument]
            } else if argument.contains(where: { "*?".contains($0) }) {
                files += try matches(of: argument)
            } else {
                // Not there: reading it will say so, with its name.
                files.append(argument)
            }
        }
        return files
    }

    private static func configs(in folder: String) async throws -> [String] {
        let named = try paths(in: folder).filter { path in [".yaml", ".yml"].contains { path.hasSuffix($0) } }
        let found = await zip(named, OnThreads.map(named[...]) { isConfig("\(folder)/\($0)") }).filter(\.1).map(\.0)
        guard !found.isEmpty else { throw CommandFailure(.usage, "there is no config in \(folder): no YAML file with a top-level key `awspub`") }
        return found.map { joined(folder, $0) }
    }

    private static func matches(of pattern: String) throws -> [String] {
        let fixed = pattern.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.contains(where: { "*?".contains($0) }) }
        let folder = fixed.joined(separator: "/")
        let rest = String(pattern.dropFirst(folder.isEmpty ? 0 : folder.count + 1))
        let root = folder.isEmpty ? (pattern.hasPrefix("/") ? "/" : ".") : folder
        let glob = PathPattern(rest)
        let found = FileManager.default.fileExists(atPath: root) ? try paths(in: root).filter(glob.matches) : []
        guard !found.isEmpty else { throw CommandFailure(.usage, "no file matches \(pattern)") }
        return found.map { joined(folder, $0) }
    }

    /// Returns the files below a folder, without those of hidden folders.
    private static func paths(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in !path.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted()
    }

    private static func joined(_ folder: String, _ path: String) -> String {
        folder.isEmpty ? path : (folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)")
    }

    private static func isConfig(_ path: String) -> Bool {
        // What cannot be read, or is no file, is not taken for a config.
        guard let bytes = try? SmallFile.content(of: path, limit: LoadedConfig.largestFile) else { return false }
        return ConfigDocument.mentionsConfig(bytes)
    }
}
