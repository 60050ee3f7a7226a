package import CanonicalJSON

/// How a forge misbehaves.
package struct ForgeFault: Sendable {
    let json: JSON

    /// - Parameters:
    ///   - method: of the requests that it happens to; nil for all.
    ///   - path: a regular expression that their path has a match of.
    private init(_ kind: String, _ method: String?, _ path: String, times: Int, _ more: [String: JSON] = [:]) {
        var members: [String: JSON] = ["do": .string(kind), "path": .string(path), "times": .integer(times)]
        if let method { members["method"] = .string(method) }
        json = .object(members.merging(more) { $1 })
    }

    /// Answers a status and does nothing.
    package static func status(
        _ status: Int, headers: [String: String] = [:], body: JSON = ["message": "trouble"], method: String? = nil, path: String = "", times: Int = 1
    ) -> ForgeFault {
        ForgeFault("status", method, path, times: times, ["status": .integer(status), "headers": .strings(headers), "body": body])
    }

    /// Never answers.
    package static func silence(method: String? = nil, path: String = "", times: Int = 1) -> ForgeFault {
        ForgeFault("silence", method, path, times: times)
    }

    /// Does what is asked, and answers half of what it would.
    package static func truncation(method: String? = nil, path: String = "", times: Int = 1) -> ForgeFault {
        ForgeFault("truncate", method, path, times: times)
    }

    /// Does what is asked, and closes the connection without an answer.
    package static func lostAnswer(method: String? = nil, path: String = "", times: Int = 1) -> ForgeFault {
        ForgeFault("late", method, path, times: times)
    }
}
