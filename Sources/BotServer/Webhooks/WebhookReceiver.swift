import CanonicalJSON
import Digest
package import HTTPTypes
import Synchronization

/// Takes the deliveries for one repository. What a delivery says is believed no further than "look now".
package final class WebhookReceiver: Sendable {
    /// What became of a delivery.
    package enum Outcome: String, Sendable {
        case woken
        /// Taken, and nothing to look at: the forge only tests the connection.
        case ping
        /// The same was here before.
        case replay
        case malformed
        case unauthorized
    }

    private let verifier: WebhookVerifier
    private let wake: @Sendable () -> Void
    private let file: DeliveryFile?
    /// nil until the first delivery comes.
    private let memory = Mutex<DeliveryMemory?>(nil)

    /// - Parameters:
    ///   - memory: the file that remembers which deliveries came, over restarts; nil to forget them with the process.
    ///   - wake: asks for a look at the repository soon; called once a new delivery, from any thread, and must not block.
    package init(verifier: WebhookVerifier, memory path: String? = nil, wake: @escaping @Sendable () -> Void) {
        self.verifier = verifier
        file = path.map { DeliveryFile(at: $0, capacity: DeliveryMemory.capacity) }
        self.wake = wake
    }

    /// Verifies, then looks at the body, then wakes.
    package func receive(_ headers: HTTPFields, body: [UInt8]) -> Outcome {
        guard verifier.accepts(headers, body: body) else { return .unauthorized }
        guard isWellFormed(headers, body) else { return .malformed }
        if isPing(headers) { return .ping }
        guard isNew(SHA256.digest(body)) else { return .replay }
        wake()
        return .woken
    }

    private func isNew(_ digest: SHA256Digest) -> Bool {
        let isNew = memory.withLock { memory in
            if memory == nil { memory = DeliveryMemory(file?.read() ?? []) }
            return memory?.insert(digest) ?? true
        }
        // Other deliveries need not wait for the disk.
        if isNew { file?.add(digest) }
        return isNew
    }

    /// A body that calls itself JSON, or looks like it, has to be JSON; its content does not matter.
    private func isWellFormed(_ headers: HTTPFields, _ body: [UInt8]) -> Bool {
        let type = headers[.contentType]?.lowercased() ?? ""
        let first = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard type.hasPrefix("application/json") || first == UInt8(ascii: "{") else { return true }
        do {
            try JSON.check(body)
            return true
        } catch {
            return false
        }
    }

    private func isPing(_ headers: HTTPFields) -> Bool {
        HTTPField.Name.events.contains { headers[$0] == "ping" } || headers[.eventKey] == "diagnostics:ping"
    }
}
