import Foundation
package import Git

/// The bare clone in a state directory. It can be deleted at any time and costs only time.
package enum CloneStore {
    /// For how long a clone that was set aside is kept, for who wants to know what happened.
    private static let keepsSetAside: TimeInterval = 7 * 86400
    private static let setAsidePrefix = "corrupt-"

    /// Opens the clone, or makes an empty one. What a killed process left in it is removed. One that cannot be opened or lacks something is set
    /// aside.
    /// - Parameter environment: the variables of the process that git may see.
    /// - Throws: `GitError`.
    package static func open(in directory: StateDirectory, environment: [String: String]) async throws -> Repository {
        let path = directory.path("clone.git")
        sweep(path)
        removeOldSetAside(in: directory)
        guard FileManager.default.fileExists(atPath: path) else { return try Repository.create(at: path) }
        do {
            let repository = try Repository.create(at: path)
            if try await Repository.isSound(at: path, isThorough: false, environment: environment) { return repository }
        } catch let error as GitError where error.code != .timedOut {
            // It cannot be opened at all.
        }
        return try replace(in: directory)
    }

    /// Sets a damaged clone aside and makes an empty one.
    /// - Throws: `GitError`, or what keeps the clone from being moved.
    package static func replace(in directory: StateDirectory) throws -> Repository {
        let path = directory.path("clone.git")
        if FileManager.default.fileExists(atPath: path) {
            let aside = directory.path("\(setAsidePrefix)\(UUID().uuidString)")
            try FileManager.default.moveItem(atPath: path, toPath: aside)
            // The time from which its days are counted.
            try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: aside)
        }
        return try Repository.create(at: path)
    }

    /// Removes lock files, half-written packs and empty objects: no other process uses the clone, so nobody is coming back for them.
    private static func sweep(_ path: String) {
        let files = FileManager.default.enumerator(atPath: path)
        while let name = files?.nextObject() as? String {
            let isLeftover = name.hasSuffix(".lock") || name.contains("/tmp_pack_") || name.contains("/tmp_idx_") || name.contains("/tmp_obj_")
            let isEmpty = name.hasPrefix("objects/") && files?.fileAttributes?[.type] as? FileAttributeType == .typeRegular && size(files) == 0
            // One that cannot be removed shows in the next step, with its name.
            if isLeftover || isEmpty { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
        }
    }

    private static func size(_ files: FileManager.DirectoryEnumerator?) -> Int? { (files?.fileAttributes?[.size] as? NSNumber)?.intValue }

    private static func removeOldSetAside(in directory: StateDirectory) {
        let files = FileManager.default
        // What cannot be listed or removed now is removed another time.
        for name in (try? files.contentsOfDirectory(atPath: directory.path)) ?? [] where name.hasPrefix(setAsidePrefix) {
            let date = try? files.attributesOfItem(atPath: directory.path(name))[.modificationDate] as? Date
            if let date, Date().timeIntervalSince(date) > keepsSetAside { try? files.removeItem(atPath: directory.path(name)) }
        }
    }
}
