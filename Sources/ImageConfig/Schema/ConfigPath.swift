/// File paths as configs write them.
package enum ConfigPath {
    /// Returns a path without empty and `.` components; `..` stays, as links may stand before it. An empty path is `.`.
    package static func normalized(_ path: String) -> String {
        let slash = UInt8(ascii: "/")
        let slashes = path.utf8.prefix { $0 == slash }.count
        let parts = path.utf8.split(separator: slash, omittingEmptySubsequences: true).filter { !$0.elementsEqual(".".utf8) }
        // Exactly two slashes at the start may mean something special to a system and are kept; POSIX allows that for two only.
        let root = slashes == 2 ? "//" : (slashes > 0 ? "/" : "")
        let joined = root + parts.map { Substring($0) }.joined(separator: "/")
        return joined.isEmpty ? "." : joined
    }

    /// Returns a path relative to a folder; an absolute path stays as it is.
    package static func joined(_ path: String, to folder: String) -> String {
        if path.hasPrefix("/") || folder.isEmpty { return path }
        return normalized(folder + "/" + path)
    }

    /// Whether a normalised path stays inside the folder it is relative to.
    package static func isInside(_ path: String) -> Bool {
        !path.hasPrefix("/") && path != "." && !path.split(separator: "/").contains("..")
    }

    /// Returns the folder of a file: empty for one without.
    package static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "" }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }
}
