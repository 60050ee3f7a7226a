import CanonicalJSON
import Foundation
import Synchronization

/// What all connections share: the world behind one lock, and the folder with the content of objects.
final class SandboxCore: Sendable {
    private let world: Mutex<World>
    let store: PartStore
    let heldCalls = HeldCalls()

    init(configuration: SandboxConfiguration) throws {
        store = try PartStore(directory: configuration.dataDirectory, discardsContent: configuration.discardsContent)
        world = Mutex(World(configuration: configuration))
    }

    /// Works on the world while nobody else does. The work must be short and must not wait.
    func withWorld<Result>(_ body: (inout World) throws -> Result) rethrows -> Result {
        try world.withLock { world in try body(&world) }
    }

    var configuration: SandboxConfiguration { withWorld { $0.configuration } }

    func state() -> JSON { withWorld { $0.json(at: Date()) } }

    func calls() -> [SandboxCall] { withWorld { $0.log.calls } }

    func clearCalls() { withWorld { $0.log.clear() } }

    func setFaults(_ rules: [FaultRule]) { withWorld { $0.faults = FaultBook(rules: rules, seed: $0.configuration.seed) } }

    func configure(_ change: (inout SandboxConfiguration) -> Void) { withWorld { change(&$0.configuration) } }

    func reset() { withWorld { $0 = World(configuration: $0.configuration) } }

    func removeTemporaryFiles() { store.removeTemporaryFiles() }
}
