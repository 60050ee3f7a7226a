import AWSPubEngine
import Foundation
import Logging
import Synchronization

/// Shows what a run does, on stderr. Pass `handle` to the engine as its event handler, and run it within `showing`.
final class ProgressReporter: Sendable {
    enum Style: Sendable {
        /// Lines that are drawn again as things move on; for terminals.
        case live(Terminal.Look)
        /// A line for each thing that is done.
        case plain
        /// A JSON object for each event of at least the level.
        case json(Logger.Level)
        case silent
    }

    private struct State {
        var board = ProgressBoard()
        var table = ProgressTable()
        var isFinished = false
    }

    private let style: Style
    private let begin = ContinuousClock.now
    private let state = Mutex(State())

    /// Ten times a second is as much as anybody sees.
    private static let interval = Duration.milliseconds(100)

    init(style: Style) { self.style = style }

    /// Runs something and shows what it tells, until it ends.
    func showing<Result>(_ work: () async throws -> Result) async throws -> Result {
        async let _: Void = drawing()
        defer { finish() }
        return try await work()
    }

    /// Takes an event of the engine, from any thread.
    /// - Parameter unit: says which unit it is about, where several run.
    func handle(_ event: EngineEvent, unit: String? = nil) {
        if case .silent = style { return }
        let now = seconds
        state.withLock { state in
            state.table.add(event, unit: unit ?? "", at: now)
            if case .live = style { state.board.add(event, unit: unit ?? "", at: now) }
        }
        switch style {
        case .silent: break
        case .plain: tell(event, unit)
        case .live: if ProgressText.isWorthALine(event.kind) { tell(event, unit) }
        case .json(let level): if ProgressText.level(event.kind) >= level { StandardError.write(ProgressText.json(event, unit: unit)) }
        }
    }

    /// Stops drawing a unit.
    func end(unit: String) { state.withLock { $0.board.remove(unit: unit) } }

    /// Ends the drawing and shows a table of the images that are ready. Calling it again does nothing.
    func finish() {
        let table: String? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.isFinished = true
            if case .live = style { StandardError.pin([]) }
            return state.table.text
        }
        switch style {
        case .live, .plain: if let table, !table.isEmpty { StandardError.writeRaw(table) }
        case .json, .silent: break
        }
    }

    private func tell(_ event: EngineEvent, _ unit: String?) {
        guard let line = ProgressText.line(event, unit: unit) else { return }
        StandardError.write(line)
    }

    /// Draws until it is cancelled.
    private func drawing() async {
        guard case .live(let look) = style else { return }
        while !Task.isCancelled {
            draw(look)
            // Cancelled: the loop ends.
            try? await Task.sleep(for: Self.interval)
        }
    }

    private func draw(_ look: Terminal.Look) {
        let now = seconds
        state.withLock { state in
            guard !state.isFinished else { return }
            StandardError.pin(state.board.lines(at: now, size: Terminal.size, look: look))
        }
    }

    private var seconds: Double {
        let elapsed = (ContinuousClock.now - begin).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    }
}
