import Foundation
package import Git

/// The bare clone in a state directory. It can be deleted at any time and costs only time.
package enum CloneStore {
    /// Opens the clone, or makes an empty one. A clone that cannot be opened is set aside, and what a killed process left in it is removed.
    package static func open(in directory: StateDirectory) async throws -> Repository {
        let path = directory.path("clone.git")
        sweep(path)
        do {
            return try Repository.create(at: path)
        } catch {
            let aside = directory.path("corrupt-\(UUID().uuidString)")
            try FileManager.default.moveItem(atPath: path, toPath: aside)
            return try Repository.create(at: path)
        }
    }

    /// Sets a damaged clone aside and makes an empty one.
    package static func replace(in directory: StateDirectory) async throws -> Repository {
        let path = directory.path("clone.git")
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.moveItem(atPath: path, toPath: directory.path("corrupt-\(UUID().uuidString)"))
        }
        return try Repository.create(at: path)
    }

    /// Removes lock files and half-written packs: no other process uses the clone, so nobody is coming back for them.
    private static func sweep(_ path: String) {
        let files = FileManager.default.enumerator(atPath: path)
        while let name = files?.nextObject() as? String {
            let isLeftover = name.hasSuffix(".lock") || name.contains("/tmp_pack_") || name.contains("/tmp_idx_") || name.contains("/tmp_obj_")
            // One that cannot be removed shows in the next step, with its name.
            if isLeftover { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
        }
    }
}
