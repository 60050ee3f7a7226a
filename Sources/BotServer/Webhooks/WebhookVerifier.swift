import Digest
import Foundation
package import HTTPTypes

/// Decides whether a delivery comes from somebody who knows a secret. All secrets are tried in constant time, so that two can live during a rotation.
package struct WebhookVerifier: Sendable {
    let forge: WebhookForge
    let secrets: [WebhookSecret]

    package init(forge: WebhookForge, secrets: [WebhookSecret]) {
        self.forge = forge
        self.secrets = secrets
    }

    /// Returns whether one of the headers proves one of the secrets for the body.
    package func accepts(_ headers: HTTPFields, body: [UInt8]) -> Bool {
        var accepted = false
        for (header, proof) in forge.proofs {
            guard let value = headers[header] else { continue }
            for secret in secrets where Self.holds(proof, value, secret, body) { accepted = true }
        }
        return accepted
    }

    private static func holds(_ proof: WebhookForge.Proof, _ value: String, _ secret: WebhookSecret, _ body: [UInt8]) -> Bool {
        switch proof {
        case .signature(let prefix):
            guard value.hasPrefix(prefix), let claimed = SHA256Digest(hex: value.dropFirst(prefix.count).lowercased()) else { return false }
            return constantTimeEqual(claimed.bytes, HMACSHA256.code(key: secret.bytes, message: body).bytes)
        case .token:
            return equal(Array(value.utf8), secret.bytes)
        case .basic:
            guard value.lowercased().hasPrefix("basic "), let pair = Data(base64Encoded: String(value.dropFirst(6))) else { return false }
            return equal([UInt8](pair), secret.bytes)
        }
    }

    /// Compares digests instead of the values, so that not even the length of the secret can be measured.
    private static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        constantTimeEqual(SHA256.digest(left).bytes, SHA256.digest(right).bytes)
    }
}
