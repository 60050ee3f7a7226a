import AWSPubEngine
import Synchronization

/// Shows what a run does, on stderr. Pass `handle` to the engine as its event handler and call `finish()` at the end.
final class ProgressReporter: Sendable {
    enum Style: Sendable {
        /// Lines that are drawn again as things move on; for terminals.
        case live
        /// A line for each thing that is done.
        case plain
        /// A JSON object for each event.
        case json
        case silent
    }

    private let style: Style
    private let state = Mutex(ProgressState())

    init(style: Style) { self.style = style }

    /// Takes an event of the engine, from any thread.
    /// - Parameter unit: says which unit it is about, where several run.
    func handle(_ event: EngineEvent, unit: String? = nil) {
        guard style != .silent else { return }
        state.withLock { state in
            switch style {
            case .silent: break
            case .plain: if let line = state.plainLine(event, unit: unit) { StandardError.write(line) }
            case .json: StandardError.write(ProgressText.json(event, unit: unit))
            case .live: StandardError.writeRaw(state.redraw(event, unit: unit))
            }
        }
    }

    /// Ends the drawing and shows a table of the images that are ready. Calling it again does nothing.
    func finish() {
        state.withLock { state in
            let text = state.finish(live: style == .live)
            if style == .live || style == .plain, !text.isEmpty { StandardError.writeRaw(text) }
        }
    }
}
