import Hummingbird
import NIOCore

/// What the server knows about a request besides its head and body.
struct ServerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The sender's address without the port.
    let sender: String
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        sender = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}
