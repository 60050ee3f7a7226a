package import CanonicalJSON

/// What a sandbox's state comes to, without ids, times and order: two publications of the same config have the same facts.
///
/// A thing that was made twice is there twice.
package struct PublicationFacts: Sendable, Equatable, CustomStringConvertible {
    package private(set) var lines: [String] = []
    private var names: [String: String] = [:]

    /// - Parameter state: as a sandbox tells it.
    package init(state: JSON) {
        for (_, region) in state["ec2"]?.members ?? [] {
            for (id, snapshot) in region["snapshots"]?.members ?? [] { names[id] = snapshot["tags"]?["Name"]?.stringValue ?? "unnamed" }
            for (id, image) in region["images"]?.members ?? [] { names[id] = image["name"]?.stringValue ?? "unnamed" }
        }
        for (region, content) in state["ec2"]?.members ?? [] { addEC2(content, in: region) }
        for (bucket, content) in state["s3"]?.members ?? [] {
            for (key, object) in content["objects"]?.members ?? [] { add("object", bucket, key, object) }
            for upload in content["uploads"]?.arrayValue ?? [] { add("upload", bucket, upload["key"]?.stringValue ?? "", upload["parts"] ?? .null) }
        }
        for (region, parameters) in state["ssm"]?.members ?? [] {
            for (name, parameter) in parameters.members { add("parameter", region, name, named(parameter)) }
        }
        for (topic, content) in state["sns"]?.members ?? [] {
            for message in content["messages"]?.arrayValue ?? [] { add("message", topic, "", message) }
        }
        for set in state["marketplace"]?["changeSets"]?.arrayValue ?? [] {
            add("change set", set["name"]?.stringValue ?? "", "", ["changes": named(set["changes"] ?? .null), "tags": set["tags"] ?? .null])
        }
        lines.sort()
    }

    private mutating func addEC2(_ content: JSON, in region: String) {
        for (_, image) in content["images"]?.members ?? [] { add("image", region, image["name"]?.stringValue ?? "", named(image.without("serial"))) }
        for (id, snapshot) in content["snapshots"]?.members ?? [] {
            // The description of an import names its task; the source of a copy is known by its name.
            add("snapshot", region, names[id] ?? "", snapshot.without("serial", "description", "source"))
        }
        for (_, task) in content["imports"]?.members ?? [] {
            // The snapshot may be gone since. The token tells one attempt from the next.
            add("import", region, task["tags"]?["Name"]?.stringValue ?? "unnamed", task.without("serial", "snapshot", "clientToken"))
        }
    }

    private mutating func add(_ kind: String, _ place: String, _ name: String, _ content: JSON) {
        lines.append("\(kind) \(place) \(name) \(content.canonicalText)")
    }

    /// Puts names where ids are.
    private func named(_ value: JSON) -> JSON {
        switch value {
        case .members(let members): .members(members.mapValues(named))
        case .array(let elements): .array(elements.map(named))
        case .string(let text): .string(names[text] ?? text)
        default: value
        }
    }

    package static func == (first: PublicationFacts, second: PublicationFacts) -> Bool { first.lines == second.lines }

    /// What is here more often than there.
    package func surplus(over other: PublicationFacts) -> [String] {
        var rest = Dictionary(other.lines.map { ($0, 1) }, uniquingKeysWith: +)
        return lines.filter { line in
            let left = rest[line, default: 0]
            rest[line] = left - 1
            return left <= 0
        }
    }

    package var description: String { lines.joined(separator: "\n") }
}

extension JSON {
    fileprivate var members: [(key: String, value: JSON)] {
        guard case .members(let members) = self else { return [] }
        return members.map { ($0.key.text, $0.value) }
    }

    fileprivate func without(_ names: String...) -> JSON {
        guard case .members(let members) = self else { return self }
        return .members(members.filter { !names.contains($0.key.text) })
    }
}
