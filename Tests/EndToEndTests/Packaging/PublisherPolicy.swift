import CanonicalJSON
import Foundation

/// The policy in packaging/iam, as IAM reads it.
struct PublisherPolicy {
    struct Statement {
        let sid: String
        let actions: [String]
        let resources: [String]
    }

    let statements: [Statement]
    let text: String

    init() throws {
        text = try String(contentsOfFile: BotProgram.projectRoot + "/packaging/iam/publisher.json", encoding: .utf8)
        statements = try (JSON(parsing: text)["Statement"]?.arrayValue ?? []).map { statement in
            Statement(
                sid: statement["Sid"]?.stringValue ?? "", actions: Self.list(statement["Action"]), resources: Self.list(statement["Resource"]))
        }
    }

    /// A single text may stand for a list of it.
    private static func list(_ value: JSON?) -> [String] {
        value?.stringValue.map { [$0] } ?? (value?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// Returns what some statements allow.
    func rights(_ isMeant: (String) -> Bool = { _ in true }) -> Set<String> {
        Set(statements.filter { isMeant($0.sid) }.flatMap(\.actions))
    }
}
