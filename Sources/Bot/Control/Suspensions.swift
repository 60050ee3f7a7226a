import CanonicalJSON
import Foundation
import Synchronization

/// Which repositories an operator has stopped. Kept in a file of the state directory, so that a restart resumes nothing.
package final class Suspensions: Sendable {
    private let path: String
    private let names: Mutex<Set<String>>

    /// Reads the file, if there is one.
    /// - Throws: `SuspensionsError` when it cannot be read, or is not what the bot writes: what an operator has stopped must not begin by accident.
    package init(file path: String) throws(SuspensionsError) {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else {
            names = Mutex([])
            return
        }
        do {
            let state = try JSON(parsing: [UInt8](Data(contentsOf: URL(filePath: path))))
            guard let list = state["suspended"]?.arrayValue else { throw CocoaError(.fileReadCorruptFile) }
            names = Mutex(Set(list.compactMap(\.stringValue)))
        } catch {
            throw SuspensionsError(path: path, reason: "cannot be read, so nobody knows which repositories are suspended; remove it to resume all")
        }
    }

    package func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }

    /// Stops or resumes a repository, on the disk first.
    /// - Throws: `SuspensionsError`; nothing has changed then.
    func set(_ isSuspended: Bool, _ name: String) throws(SuspensionsError) {
        try names.withLock { (names) throws(SuspensionsError) in
            var new = names
            if isSuspended { new.insert(name) } else { new.remove(name) }
            guard new != names else { return }
            let state: JSON = ["suspended": .strings(new.sorted())]
            do {
                try Data("\(state.prettyText)\n".utf8).write(to: URL(filePath: path), options: .atomic)
            } catch {
                throw SuspensionsError(path: path, reason: "cannot be written: \(error.localizedDescription)")
            }
            names = new
        }
    }
}

/// Tells why it cannot be known or kept which repositories are suspended.
package struct SuspensionsError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "\(path) \(reason)" }
}
