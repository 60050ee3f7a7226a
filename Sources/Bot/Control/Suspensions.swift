import CanonicalJSON
import ConfigDiff
import Foundation
import ImageConfig
import Synchronization

/// What an operator has stopped: repositories, configs and units of them. Kept in a file of the state directory, so that a restart resumes nothing.
package final class Suspensions: Sendable {
    private let path: String
    private let state: Mutex<State>

    fileprivate struct State: Equatable {
        var repositories: Set<String> = []
        var units: [String: Set<UnitSelection>] = [:]
    }

    /// Reads the file, if there is one.
    /// - Throws: `SuspensionsError` when it cannot be read, or is not what the bot writes: what an operator has stopped must not begin by accident.
    package init(file path: String) throws(SuspensionsError) {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else {
            state = Mutex(State())
            return
        }
        do {
            state = Mutex(try State(JSON(parsing: [UInt8](Data(contentsOf: URL(filePath: path))))))
        } catch {
            throw SuspensionsError(path: path, reason: "cannot be read, so nobody knows what is suspended; remove it to resume all")
        }
    }

    /// Whether all of a repository is stopped.
    package func contains(_ name: String) -> Bool { state.withLock { $0.repositories.contains(name) } }

    /// Returns the units of a repository that are stopped by themselves.
    package func units(of name: String) -> Set<UnitSelection> { state.withLock { $0.units[name] ?? [] } }

    /// Stops or resumes a repository, on the disk first.
    /// - Throws: `SuspensionsError`; nothing has changed then.
    func set(_ isSuspended: Bool, _ name: String) throws(SuspensionsError) {
        try change { if isSuspended { $0.repositories.insert(name) } else { $0.repositories.remove(name) } }
    }

    /// Stops or resumes units of a repository, on the disk first. Resuming a config resumes each of its units.
    /// - Throws: `SuspensionsError`; nothing has changed then.
    func set(_ isSuspended: Bool, _ units: UnitSelection, of name: String) throws(SuspensionsError) {
        try change { state in
            var stops = state.units[name] ?? []
            if isSuspended { stops.insert(units) } else { stops = stops.filter { $0 != units && (units.group != nil || $0.config != units.config) } }
            state.units[name] = stops.isEmpty ? nil : stops
        }
    }

    private func change(_ change: (inout State) -> Void) throws(SuspensionsError) {
        try state.withLock { (state) throws(SuspensionsError) in
            var new = state
            change(&new)
            guard new != state else { return }
            do {
                try Data("\(new.json.prettyText)\n".utf8).write(to: URL(filePath: path), options: .atomic)
            } catch {
                throw SuspensionsError(path: path, reason: "cannot be written: \(error.localizedDescription)")
            }
            state = new
        }
    }
}

extension Suspensions.State {
    /// - Throws: when it is not what `json` makes.
    fileprivate init(_ json: JSON) throws {
        guard let names = json["suspended"]?.arrayValue else { throw CocoaError(.fileReadCorruptFile) }
        repositories = Set(try names.map(Self.text))
        for entry in try json["units"].map(Self.list(_:)) ?? [] {
            let group: UnitGroup? =
                switch entry["group"] {
                case nil: nil
                case .null: .ungrouped
                case let name?: .named(try Self.text(name))
                }
            units[try Self.text(entry["repository"]), default: []].insert(UnitSelection(config: try Self.text(entry["config"]), group: group))
        }
    }

    private static func text(_ value: JSON?) throws -> String {
        guard let text = value?.stringValue else { throw CocoaError(.fileReadCorruptFile) }
        return text
    }

    private static func list(_ value: JSON) throws -> [JSON] {
        guard let list = value.arrayValue else { throw CocoaError(.fileReadCorruptFile) }
        return list
    }

    fileprivate var json: JSON {
        let entries = units.sorted { $0.key < $1.key }.flatMap { name, stops in
            stops.sorted().map { stop in
                var members: [String: JSON] = ["repository": .string(name), "config": .string(stop.config)]
                members["group"] = stop.group.map { .optional($0.name) }
                return JSON.object(members)
            }
        }
        return ["suspended": .strings(repositories.sorted()), "units": .array(entries)]
    }
}

/// Tells why it cannot be known or kept what is suspended.
package struct SuspensionsError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "\(path) \(reason)" }
}
