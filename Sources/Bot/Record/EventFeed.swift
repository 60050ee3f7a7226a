package import Foundation
import Synchronization

/// Passes events on to those who listen, and keeps the last ones for those who were away for a while.
///
/// Nothing a listener does holds up the daemon: one that does not keep up is cut off when its buffer is full.
package final class EventFeed: Sendable {
    /// What a listener gets.
    package enum Item: Sendable, Hashable {
        case event(RecordedEvent)
        /// Nothing happened; it only shows that both sides are there.
        case beat
    }

    /// What somebody listens to.
    package struct Subscription: Sendable {
        /// Ends when the listener does not keep up, or the daemon stops.
        package let items: AsyncStream<Item>
        /// Whether events between the one asked for and the first of these are gone.
        package let hasGap: Bool
    }

    private struct Listener {
        let continuation: AsyncStream<Item>.Continuation
        let onCut: @Sendable () -> Void
    }

    private struct State {
        var next: Int
        var kept: [RecordedEvent] = []
        var listeners: [Int: Listener] = [:]
        var lastListener = 0
        var isOver = false
    }

    private let state: Mutex<State>
    private let keptLimit: Int
    private let listenerBuffer: Int
    private let listenerLimit: Int

    /// - Parameters:
    ///   - kept: how many events are kept for those who come back.
    ///   - listenerBuffer: how many events wait for a listener until it is cut off.
    ///   - listeners: how many may listen at the same time.
    package init(kept: Int = 2000, listenerBuffer: Int = 500, listeners: Int = 64, start: Date = Date()) {
        // Later than all ids of an earlier process, which would have had to tell a thousand events a millisecond.
        state = Mutex(State(next: Int(start.timeIntervalSince1970 * 1000) * 1000 + 1))
        keptLimit = kept
        self.listenerBuffer = listenerBuffer
        listenerLimit = listeners
    }

    /// Passes a change on.
    func send(_ change: RecordedEvent.Change) {
        let slow = state.withLock { state -> [Listener] in
            guard !state.isOver else { return [] }
            let event = RecordedEvent(id: state.next, change: change)
            state.next += 1
            state.kept.append(event)
            if state.kept.count > keptLimit + keptLimit / 5 { state.kept.removeFirst(state.kept.count - keptLimit) }
            return Self.pass(.event(event), &state)
        }
        Self.cut(slow)
    }

    /// Shows all listeners that the daemon is there; called every some seconds, it finds those who are not.
    package func beat() { Self.cut(state.withLock { Self.pass(.beat, &$0) }) }

    /// Returns the listeners that do not keep up, and are none any more.
    private static func pass(_ item: Item, _ state: inout State) -> [Listener] {
        var slow: [Listener] = []
        for (number, listener) in state.listeners {
            guard case .dropped = listener.continuation.yield(item) else { continue }
            slow.append(listener)
            state.listeners[number] = nil
        }
        return slow
    }

    /// Outside of the lock, which the end of a stream takes.
    private static func cut(_ slow: [Listener]) {
        for listener in slow {
            listener.continuation.finish()
            listener.onCut()
        }
    }

    /// Begins to listen.
    /// - Parameters:
    ///   - last: the last event that the listener has; nil for one that wants only what comes.
    ///   - onCut: called when the listener is cut off because it does not keep up.
    /// - Returns: nil when too many listen, or the feed is over.
    package func subscribe(after last: Int? = nil, onCut: @escaping @Sendable () -> Void = {}) -> Subscription? {
        state.withLock { state in
            guard !state.isOver, state.listeners.count < listenerLimit else { return nil }
            let missed = last.map { last in state.kept.filter { $0.id > last } } ?? []
            let (stream, continuation) = AsyncStream.makeStream(of: Item.self, bufferingPolicy: .bufferingOldest(listenerBuffer + missed.count))
            for event in missed { continuation.yield(.event(event)) }
            state.lastListener += 1
            let number = state.lastListener
            state.listeners[number] = Listener(continuation: continuation, onCut: onCut)
            continuation.onTermination = { [weak self] _ in self?.remove(number) }
            let first = state.kept.first?.id ?? state.next
            return Subscription(items: stream, hasGap: last.map { $0 + 1 < first } ?? false)
        }
    }

    /// Ends the streams of all listeners, and takes no new ones.
    package func finish() {
        let listeners = state.withLock { state in
            state.isOver = true
            defer { state.listeners = [:] }
            return state.listeners
        }
        for listener in listeners.values { listener.continuation.finish() }
    }

    /// How many listen.
    package var listenerCount: Int { state.withLock { $0.listeners.count } }

    private func remove(_ number: Int) { state.withLock { $0.listeners[number] = nil } }
}
