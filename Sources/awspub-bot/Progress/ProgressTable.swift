import AWSPubEngine

/// The images that a run made or found, as a table for its end.
struct ProgressTable: Sendable {
    private struct Place: Hashable, Comparable {
        let unit: String
        let image: String
        let region: String

        static func < (left: Place, right: Place) -> Bool { (left.unit, left.image, left.region) < (right.unit, right.image, right.region) }
    }

    private struct Entry {
        let id: String
        let time: String
    }

    private var ready: [Place: Entry] = [:]

    /// Takes an event; time is in seconds since the run began.
    mutating func add(_ event: EngineEvent, unit: String, at time: Double) {
        guard let image = event.image, let region = event.region else { return }
        let place = Place(unit: unit, image: image, region: region)
        switch event.kind {
        case .imageReady(let id, let wasThere): ready[place] = Entry(id: id, time: wasThere ? "was there" : ProgressText.duration(time))
        case .deregistered(let id): if ready[place]?.id == id { ready[place] = nil }
        default: break
        }
    }

    /// The table with its heading; empty without images.
    var text: String {
        guard !ready.isEmpty else { return "" }
        let hasUnits = Set(ready.keys.map(\.unit)).count > 1
        let heading = (hasUnits ? ["unit"] : []) + ["image", "region", "id", "ready after"]
        let rows = ready.sorted { $0.key < $1.key }.map { place, entry in
            (hasUnits ? [place.unit] : []) + [place.image, place.region, entry.id, entry.time]
        }
        let widths = heading.indices.map { column in ([heading] + rows).map { $0[column].count }.max() ?? 0 }
        return ([heading] + rows).map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
            return "  \(cells.trimmingSuffix(while: { $0 == " " }))\n"
        }.joined()
    }
}

extension String {
    fileprivate func trimmingSuffix(while isCut: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, isCut(last) { rest.removeLast() }
        return rest
    }
}
