import AWSPubEngine
import Foundation

/// What is being shown: the work that moves, and the images that are ready.
struct ProgressState {
    /// What is drawn at the bottom now, by its place; a place is an image, a region, or both.
    private var moving: [String: String] = [:]
    private var drawnLines = 0
    private var uploadRate = TransferRate()
    /// Image ids by image name and region.
    private var ready: [String: [String: String]] = [:]

    /// Returns the line for an event that ends something; nil for one that only counts on.
    mutating func plainLine(_ event: EngineEvent, unit: String?) -> String? {
        note(event)
        guard let words = ProgressText.words(event.kind) else { return nil }
        return [unit, place(event), words].compactMap(\.self).joined(separator: ": ")
    }

    /// Returns the text that brings the terminal up to date: done things scroll up, moving ones are drawn again below.
    mutating func redraw(_ event: EngineEvent, unit: String?) -> String {
        let key = [unit, place(event)].compactMap(\.self).joined(separator: ": ")
        var text = erase()
        if var words = ProgressText.moving(event.kind) {
            if case .uploading(let done, let total) = event.kind { words += uploadRate.words(done: done, total: total, now: Date()) }
            moving[key] = words
        } else {
            moving[key] = nil
            if let line = plainLine(event, unit: unit) { text += "  \(line)\u{1B}[K\n" }
        }
        return text + draw()
    }

    /// Clears what moves and returns the table of what is ready.
    mutating func finish(live: Bool) -> String {
        let text = live ? erase() : ""
        moving = [:]
        drawnLines = 0
        defer { ready = [:] }
        return text + table()
    }

    private mutating func note(_ event: EngineEvent) {
        if case .imageReady(let id, _) = event.kind, let image = event.image, let region = event.region { ready[image, default: [:]][region] = id }
        if case .deregistered = event.kind, let image = event.image, let region = event.region { ready[image]?[region] = nil }
    }

    private func place(_ event: EngineEvent) -> String? {
        let words = [event.image, event.region].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: " in ")
    }

    private mutating func erase() -> String {
        defer { drawnLines = 0 }
        return drawnLines == 0 ? "" : "\u{1B}[\(drawnLines)A\u{1B}[J"
    }

    /// At most 20 lines: what has scrolled off the top cannot be drawn again.
    private mutating func draw() -> String {
        let lines = moving.sorted { $0.key < $1.key }.prefix(20).map { key, words in
            "  \((key.isEmpty ? words : "\(key): \(words)").prefix(78))\n"
        }
        drawnLines = lines.count
        return lines.joined()
    }

    private func table() -> String {
        let rows = ready.sorted { $0.key < $1.key }.flatMap { image, regions in
            regions.sorted { $0.key < $1.key }.map { (image, $0.key, $0.value) }
        }
        guard !rows.isEmpty else { return "" }
        let imageWidth = rows.map { $0.0.count }.max() ?? 0
        let regionWidth = rows.map { $0.1.count }.max() ?? 0
        return rows.map { image, region, id in
            "  " + image.padding(toLength: imageWidth, withPad: " ", startingAt: 0)
                + "  " + region.padding(toLength: regionWidth, withPad: " ", startingAt: 0) + "  \(id)\n"
        }.joined()
    }
}
