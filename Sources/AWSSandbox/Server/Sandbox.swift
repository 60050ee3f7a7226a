package import CanonicalJSON
import Foundation
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// A local AWS partition for demo and tests: one server on loopback for EC2, S3, SSM, SNS, STS and the Marketplace catalog in all regions.
///
/// ```swift
/// try await withSandbox { sandbox in
///     // AWS_ENDPOINT_URL=sandbox.endpoint with the access key SandboxConfiguration.accessKeyID
/// }
/// ```
package struct Sandbox: Service {
    let core: SandboxCore
    let logger: Logger
    private let onRunning: @Sendable (RunningSandbox) async -> Void

    /// Makes a sandbox that does not run yet.
    /// - Parameter onRunning: told when the server listens.
    /// - Throws: when the folder for objects cannot be made.
    package init(
        configuration: SandboxConfiguration = SandboxConfiguration(), logger: Logger = Logger(label: "sandbox"),
        onRunning: @escaping @Sendable (RunningSandbox) async -> Void = { _ in }
    ) throws {
        core = try SandboxCore(configuration: configuration)
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until the task is cancelled or the service group shuts down.
    package func run() async throws {
        let exchange = Exchange(core: core)
        var quiet = logger
        // Every connection that ends with the sandbox would be told as an error.
        quiet.logLevel = .critical
        let server = try HTTPServerBuilder.http1(configuration: .init(additionalChannelHandlers: [LargeReads()]))
            .buildServer(
                configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: core.configuration.port)),
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet,
                responder: { request, writer, channel in try await exchange.respond(request, writer, channel) },
                onServerRunning: { [core, onRunning] channel in
                    await onRunning(RunningSandbox(port: channel.localAddress?.port ?? 0, core: core))
                })
        defer { core.removeTemporaryFiles() }
        try await cancelWhenGracefulShutdown { try await server.run() }
    }
}

/// A sandbox that listens.
package struct RunningSandbox: Sendable {
    package let port: Int
    let core: SandboxCore

    /// The URL for `AWS_ENDPOINT_URL`.
    package var endpoint: String { "http://127.0.0.1:\(port)" }

    /// Returns the whole state, in an order that depends on nothing but the calls made.
    package func state() -> JSON { core.state() }

    /// Returns the calls so far, in the order in which they arrived.
    package func calls() -> [SandboxCall] { core.calls() }

    /// Forgets the calls so far; numbering goes on.
    package func clearCalls() { core.clearCalls() }

    /// Replaces the rules by which calls go wrong.
    package func setFaults(_ rules: [FaultRule]) { core.setFaults(rules) }

    /// Returns the calls that a rule's `hold` stops from now on, as they are stopped.
    package func heldCalls() -> AsyncStream<SandboxCall> { core.heldCalls.stream() }

    /// Changes the configuration while the sandbox runs.
    package func configure(_ change: (inout SandboxConfiguration) -> Void) { core.configure(change) }

    /// Forgets everything but the configuration, as if the sandbox had just been started.
    package func reset() { core.reset() }
}

/// Runs a sandbox on a free port while the body runs.
package func withSandbox<Result: Sendable>(
    _ configuration: SandboxConfiguration = SandboxConfiguration(), _ body: @Sendable (RunningSandbox) async throws -> Result
) async throws -> Result {
    let (running, announcement) = AsyncStream.makeStream(of: RunningSandbox.self)
    let sandbox = try Sandbox(configuration: configuration) { announcement.yield($0) }
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { announcement.finish() }
            try await sandbox.run()
        }
        var iterator = running.makeAsyncIterator()
        guard let sandbox = await iterator.next() else {
            try await group.waitForAll()
            throw CancellationError()
        }
        do {
            let result = try await body(sandbox)
            group.cancelAll()
            return result
        } catch {
            group.cancelAll()
            throw error
        }
    }
}

/// Reads from the socket in pieces that suit uploads.
private final class LargeReads: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    func handlerAdded(context: ChannelHandlerContext) {
        // Big fixed buffers double the speed of uploads; the memory is only touched as far as a read fills it.
        _ = context.channel.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 256 << 10))
    }
}
