import CanonicalJSON
import Foundation

/// Reads the JSON in which credential endpoints and programs answer.
struct CredentialAnswer {
    /// Where the answer came from, for errors.
    let source: String

    /// Parses a body that must be JSON. What it holds is not shown in errors: it may be a secret.
    func json(_ body: [UInt8]) throws(CredentialError) -> JSON {
        do { return try JSON(parsing: body) } catch { throw CredentialError(source: source, reason: "the answer is not JSON") }
    }

    /// Reads the form of the container endpoint, the instance metadata service and, with another name of the token, of programs.
    func credentials(_ body: [UInt8], tokenKey: String) throws(CredentialError) -> Credentials {
        let answer = try json(body)
        if let code = answer["Code"]?.stringValue, code != "Success" {
            throw CredentialError(source: source, reason: [code, answer["Message"]?.stringValue].compactMap(\.self).joined(separator: ": "))
        }
        return Credentials(
            accessKeyID: try text("AccessKeyId", in: answer), secretAccessKey: try text("SecretAccessKey", in: answer),
            sessionToken: answer[tokenKey]?.stringValue, expiration: try expiration(answer["Expiration"]))
    }

    func text(_ key: String, in answer: JSON) throws(CredentialError) -> String {
        guard let value = answer[key]?.stringValue, !value.isEmpty else {
            throw CredentialError(source: source, reason: "the answer has no “\(key)”")
        }
        return value
    }

    private func expiration(_ value: JSON?) throws(CredentialError) -> Date? {
        guard let text = value?.stringValue else { return nil }
        guard let date = Timestamp.parse(text) else { throw CredentialError(source: source, reason: "“\(text)” is not a time in ISO 8601") }
        return date
    }
}

/// Times in ISO 8601, as AWS writes them.
enum Timestamp {
    /// Writes a time with the precision of a second.
    static func text(_ date: Date) -> String { date.formatted(Date.ISO8601FormatStyle()) }

    static func parse(_ text: String) -> Date? {
        // The form tells whether there are fractions; the one that does not fit fails.
        (try? Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains(".")).parse(text)) ?? utcWord(text)
    }

    /// The SSO cache of older tools says `UTC` instead of `Z`.
    private static func utcWord(_ text: String) -> Date? {
        text.hasSuffix("UTC") ? try? Date.ISO8601FormatStyle().parse(text.dropLast(3) + "Z") : nil
    }
}
