package import Foundation

/// A call that a sandbox was sent.
package struct SandboxCall: Sendable, Codable, Hashable {
    /// Counts from 1 in the order in which calls arrived.
    package let sequence: Int
    /// The signing name of the service, such as `ec2`.
    package let service: String
    package let action: String
    package let region: String
    package let accessKey: String?
    /// The call's parameters, flat; long values are cut.
    package let parameters: [String: String]
    package let startedAt: Date
    /// Nil while the call is being answered.
    package var endedAt: Date?
    /// The HTTP status; nil when there was no answer (yet).
    package var status: Int?
    package var errorCode: String?
    /// The effects of faults that hit the call.
    package var faults: [String] = []
}
