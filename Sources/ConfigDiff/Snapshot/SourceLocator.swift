import Git
import ImageConfig

/// Finds the source of a config: in the repository, by a digest, or on the bot's host.
struct SourceLocator: Sendable {
    /// The files at the paths of sources.
    let files: [String: TreeEntry]
    /// Those that are small enough to be git-lfs pointers.
    let contents: FileContents

    /// Returns where a config's source is in the repository, whether there is a file or not; nil when it is elsewhere.
    static func path(of config: PublicationConfig, configPath: String) -> String? {
        guard config.bot.source?.url == nil, !config.source.path.hasPrefix("/") else { return nil }
        return resolved(config.source.path, from: ConfigPath.folder(of: configPath))
    }

    /// - Throws: `ConfigProblems` when there is no such file, or the path leads out of the repository.
    func locate(_ config: PublicationConfig, configPath: String) throws -> SourceContent {
        // Without a URL, a digest pins the file at the path, which may be in the repository.
        if let pinned = config.bot.source, pinned.url != nil || config.source.path.hasPrefix("/") {
            return .pinned(sha256: pinned.sha256, url: pinned.url, path: config.source.path)
        }
        if config.source.path.hasPrefix("/") { return .host(path: config.source.path) }
        guard let path = SourceLocator.resolved(config.source.path, from: ConfigPath.folder(of: configPath)) else {
            throw problem(
                configPath, "“\(config.source.path)” leads out of the repository; give an absolute path on the bot's host, or a path inside")
        }
        guard let entry = files[path] else {
            throw problem(configPath, "there is no file \(path) in the repository; commit it, or give an absolute path on the bot's host")
        }
        guard entry.kind == .file else { throw problem(configPath, "\(path) is a symbolic link, which is not followed; put the file itself here") }
        if let pointer = try pointer(entry) { return .largeFile(path: path, sha256: pointer.sha256, size: pointer.size) }
        return .blob(path: path, id: entry.id)
    }

    private func pointer(_ entry: TreeEntry) throws -> LargeFilePointer? {
        do {
            return LargeFilePointer(try contents.bytes(of: entry))
        } catch let error as GitError where error.code == .tooLarge {
            return nil
        }
    }

    /// Returns a path from the root of the repository, nil when it leads out of it.
    static func resolved(_ path: String, from folder: String) -> String? {
        var components = folder.split(separator: "/")
        for component in path.split(separator: "/") where component != "." {
            if component != ".." {
                components.append(component)
            } else if components.popLast() == nil {
                return nil
            }
        }
        return components.isEmpty ? nil : components.joined(separator: "/")
    }

    private func problem(_ path: String, _ message: String) -> ConfigProblems { ConfigProblems(at: path, keyPath: "awspub.source.path", message) }
}
