import Foundation

/// The temporary credentials that were given out.
struct STSState: Sendable {
    /// By access key id.
    var sessions: [String: Session] = [:]

    /// Temporary credentials.
    struct Session: Sendable {
        let secretAccessKey: String
        let sessionToken: String
        let account: String
        let expiresAt: Date
        let arn: String
        let userID: String
    }
}

extension World {
    /// Answers a call to the token service.
    mutating func answerSTS(_ call: Call) throws -> Answer {
        switch call.action {
        case "GetCallerIdentity":
            let session = sts.sessions[call.accessKeyID ?? ""]
            return Answer(query: call, namespace: World.stsNamespace) { xml in
                xml.element("Arn", session?.arn ?? "arn:\(configuration.partition):iam::\(call.account):user/sandbox")
                xml.element("UserId", session?.userID ?? "AIDASANDBOXEXAMPLE00")
                xml.element("Account", call.account)
            }
        case "AssumeRole", "AssumeRoleWithWebIdentity": return try assumeRole(call)
        default: throw ServiceError("InvalidAction", "Could not find operation \(call.action) for version 2011-06-15")
        }
    }

    private static let stsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/"

    private mutating func assumeRole(_ call: Call) throws -> Answer {
        let role = try required("RoleArn", call)
        let name = try required("RoleSessionName", call)
        let parts = role.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[4].utf8.count == 12, parts[5].hasPrefix("role/") else {
            throw ServiceError("ValidationError", "\(role) is invalid")
        }
        let isWeb = call.action == "AssumeRoleWithWebIdentity"
        // No identity provider stands behind the sandbox: any token is taken but an empty one.
        let token = isWeb ? try required("WebIdentityToken", call) : ""
        let duration = try call.parameters.integer("DurationSeconds") ?? 3600
        guard (900...43200).contains(duration) else {
            throw ServiceError(
                "ValidationError", "1 validation error detected: Value '\(duration)' at 'durationSeconds' failed to satisfy constraint")
        }
        let accessKeyID = "ASIA" + ids.next("", digits: 16).uppercased()
        let account = String(parts[4])
        let roleName = String(parts[5].split(separator: "/").last ?? "")
        let userID = "AROASANDBOXEXAMPLE00:\(name)"
        let session = STSState.Session(
            secretAccessKey: ids.next("", digits: 40), sessionToken: ids.next("sandbox/", digits: 96), account: account,
            expiresAt: call.now.addingTimeInterval(Double(duration)), arn: "arn:\(parts[1]):sts::\(account):assumed-role/\(roleName)/\(name)",
            userID: userID)
        sts.sessions[accessKeyID] = session
        return Answer(query: call, namespace: World.stsNamespace) { xml in
            xml.element("Credentials") { xml in
                xml.element("AccessKeyId", accessKeyID)
                xml.element("SecretAccessKey", session.secretAccessKey)
                xml.element("SessionToken", session.sessionToken)
                xml.element("Expiration", session.expiresAt.iso8601)
            }
            xml.element("AssumedRoleUser") { xml in
                xml.element("AssumedRoleId", userID)
                xml.element("Arn", session.arn)
            }
            if isWeb { xml.element("SubjectFromWebIdentityToken", "subject-\(token.utf8.count)") }
        }
    }

    private func required(_ name: String, _ call: Call) throws -> String {
        guard let text = call.parameters.text(name), !text.isEmpty else {
            throw ServiceError(
                "ValidationError", "1 validation error detected: Value null at '\(name)' failed to satisfy constraint: Member must not be null")
        }
        return text
    }
}
