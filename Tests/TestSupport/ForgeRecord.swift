package import CanonicalJSON

/// What a forge keeps and has seen.
package struct ForgeRecord: Sendable {
    package let json: JSON

    package struct Call: Sendable {
        package let method: String
        package let path: String
        package let query: String
        package let body: String
        package let headers: [String: String]
        package let hasToken: Bool
        /// Where it did not keep to the description.
        package let violations: [String]
    }

    package struct Status: Sendable, Hashable {
        package let context: String
        /// In the forge's own word.
        package let state: String
        package let summary: String
        package let link: String?
    }

    package struct Comment: Sendable, Hashable {
        package let author: String
        package let body: String
        /// How often it was edited.
        package let edits: Int

        package init(author: String, body: String, edits: Int) {
            self.author = author
            self.body = body
            self.edits = edits
        }
    }

    /// The bot's calls, in their order.
    package var calls: [Call] {
        (json["calls"]?.arrayValue ?? []).filter { $0["headers"]?["User-Agent"]?.stringValue?.contains("awspub-bot") == true }.map { call in
            Call(
                method: text(call["method"]), path: text(call["path"]), query: text(call["query"]), body: text(call["body"]),
                headers: (call["headers"]?.objectValue ?? [:]).compactMapValues(\.stringValue), hasToken: call["hasToken"]?.boolValue == true,
                violations: (call["violations"]?.arrayValue ?? []).map(text))
        }
    }

    /// Where the bot's calls did not keep to the published description.
    package var violations: [String] { calls.flatMap { call in call.violations.map { "\(call.method) \(call.path): \($0)" } } }

    /// All statuses that a commit ever had, the oldest first.
    package func statuses(of commit: String) -> [Status] {
        (json["statuses"]?[commit]?.arrayValue ?? []).map {
            Status(context: text($0["context"]), state: text($0["state"]), summary: text($0["description"]), link: $0["target_url"]?.stringValue)
        }
    }

    package func comments(on request: Int) -> [Comment] {
        (json["comments"]?["\(request)"]?.arrayValue ?? []).map {
            Comment(author: text($0["author"]), body: text($0["body"]), edits: $0["edits"]?.integerValue ?? 0)
        }
    }

    /// The title and text of a request.
    package func request(_ number: Int) -> (title: String, body: String, branch: String, base: String)? {
        json["requests"]?.arrayValue?.first { $0["number"]?.integerValue == number }.map {
            (text($0["title"]), text($0["body"]), text($0["branch"]), text($0["base"]))
        }
    }

    private func text(_ json: JSON?) -> String { json?.stringValue ?? "" }
}
