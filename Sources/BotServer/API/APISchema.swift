import CanonicalJSON

/// What the API answers, as JSON Schema. Everything that is answered is made from the record's own types, which hold no secrets.
enum APISchema {
    static let components: [String: JSON] = [
        "Error": object(["error": text]),
        "Status": object([
            "started": time, "runs_active": count, "unannounced_changes": count, "units_held": count,
            "repositories": list(reference("Repository")),
            "units": ["type": "object", "additionalProperties": count],
        ]),
        "Repository": object([
            "name": text, "branch": text, "webhook": truth, "tip": optional(commit), "looking": truth, "suspended": truth,
            "last_look": optional(time), "last_error": optional(text), "next_look": optional(time), "failures": count,
            "unannounced_changes": count, "last_results_commit": optional(commit),
        ]),
        "Reason": object(["field": text, "change": text]),
        "Unit": object([
            "repository": text, "config": text, "group": optional(text), "status": optional(unitStatus), "running": truth,
            "held": optional(text),
            "reasons": list(reference("Reason")), "errors": list(text), "config_commit": optional(text), "run": optional(text),
            "drift": table(table(list(text))),
            "images": table(table(text)),
        ]),
        "Run": object([
            "id": text, "repository": text, "config": text, "group": optional(text), "commit": text, "state": runState,
            "reasons": list(reference("Reason")), "errors": list(text), "started": time, "ended": optional(time), "seconds": optional(seconds),
        ]),
        "UnitSelection": object(["config": name, "group": optional(text)], optional: ["group"]),
        "ApprovalRequest": object(
            ["config": name, "group": optional(text), "fingerprint": optional(fingerprint), "by": optional(line)],
            optional: ["fingerprint", "by"]),
        "Approval": object([
            "repository": text, "config": text, "group": optional(text), "fingerprint": text, "commit": commit,
        ]),
        "LogLine": object(["time": time, "text": text]),
        "Log": object(["run": text, "dropped": count, "lines": list(reference("LogLine"))]),
    ]

    static let text: JSON = ["type": "string"]
    static let name: JSON = ["type": "string", "minLength": 1]
    /// In characters.
    static let longestLine = 200
    static let line: JSON = ["type": "string", "minLength": 1, "maxLength": .integer(longestLine)]
    static let fingerprint: JSON = ["type": "string", "pattern": "^sha256:[0-9a-f]{64}$"]
    static let truth: JSON = ["type": "boolean"]
    static let count: JSON = ["type": "integer", "minimum": 0]
    static let seconds: JSON = ["type": "number", "minimum": 0]
    static let time: JSON = ["type": "string", "format": "date-time"]
    static let commit: JSON = ["type": "string", "pattern": "^[0-9a-f]{40}$"]
    static let unitStatus: JSON = ["type": "string", "enum": ["created", "published", "incomplete", "failed", "drifted", "orphaned"]]
    static let runState: JSON = ["type": "string", "enum": ["running", "created", "published", "incomplete", "failed", "orphaned", "stopped"]]

    static func reference(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }

    static func list(_ items: JSON) -> JSON { ["type": "array", "items": items] }

    static func optional(_ schema: JSON) -> JSON { ["anyOf": [schema, ["type": "null"]]] }

    /// An object of any names.
    static func table(_ values: JSON) -> JSON { ["type": "object", "additionalProperties": values] }

    /// An object that has all these members, but for those that are optional, and no others.
    static func object(_ members: [String: JSON], optional: Set<String> = []) -> JSON {
        [
            "type": "object", "properties": .object(members), "required": .strings(members.keys.filter { !optional.contains($0) }.sorted()),
            "additionalProperties": false,
        ]
    }
}
