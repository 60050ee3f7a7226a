import Synchronization

/// The repositories that can be woken, by name. It can be replaced while the server runs, for instance with new secrets.
package final class WebhookDirectory: Sendable {
    private let receivers = Mutex<[String: WebhookReceiver]>([:])

    package init(_ receivers: [String: WebhookReceiver] = [:]) { replace(with: receivers) }

    package func replace(with new: [String: WebhookReceiver]) { receivers.withLock { $0 = new } }

    package subscript(_ name: String) -> WebhookReceiver? { receivers.withLock { $0[name] } }
}
