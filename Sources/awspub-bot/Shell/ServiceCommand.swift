import ArgumentParser
import Dispatch
import Foundation
import Logging
import ServiceLifecycle

/// A command that serves until it is told to stop. SIGTERM and SIGINT stop it gracefully, which is a good end.
protocol ServiceCommand: AsyncParsableCommand {}

extension ServiceCommand {
    /// Runs services until one fails or a signal comes.
    /// - Throws: the error of the service that failed.
    func serve(_ services: [any Service], logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(services: services, gracefulShutdownSignals: [], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        let group = ServiceGroup(configuration: configuration)
        let stops = Self.stopSignals()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                for await _ in stops { await group.triggerGracefulShutdown() }
            }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    /// Yields once, at the first signal; the second ends the process at once. Whatever the services do, it ends within 14 seconds:
    /// a run is safe to be killed at any point.
    private static func stopSignals() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let first = FirstTime()
        for number in [SIGTERM, SIGINT] {
            Signals.shared.listen(to: number) {
                guard first.isFirst() else { _exit(ExitStatus.interrupted.rawValue) }
                DispatchQueue.global().asyncAfter(deadline: .now() + 14) { _exit(ExitStatus.done.rawValue) }
                continuation.yield()
            }
        }
        return stream
    }
}
