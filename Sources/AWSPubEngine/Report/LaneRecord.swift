/// Which lane something belongs to: a region of a unit, or the source.
struct LaneID: Sendable, Hashable, Comparable {
    let unit: String?
    /// nil for the source.
    let region: String?

    static func < (left: LaneID, right: LaneID) -> Bool { (left.unit ?? "", left.region ?? "") < (right.unit ?? "", right.region ?? "") }
}

/// The stages of one lane as they come.
package struct LaneRecord: Sendable {
    private var spans: [RunReport.Span] = []
    /// The spans that have no end yet, by their places in `spans`.
    private var open: Set<Int> = []
    /// What each image in the region is at; nil stands for what images share.
    private var stages: [String?: EngineEvent.Stage] = [:]

    package init() {}

    /// Where the lane is; nil for one in which nothing goes on.
    package var current: EngineEvent.Stage? { open.max().map { spans[$0].stage } }

    /// Takes a stage of a region, or of an image in it. The region is where the image is that has the longest way to go.
    package mutating func enter(_ stage: EngineEvent.Stage, image: String?, at time: Double) {
        if image == nil, stage == .failed { stages = [:] }
        if image != nil { stages[nil] = nil }
        stages[image] = stage
        guard let slowest = stages.values.filter({ $0 != .failed }).min() ?? stages.values.first else { return }
        // A failure shows once nothing else goes on.
        let shown = slowest.isEnd && stages.values.contains(.failed) ? .failed : slowest
        guard current != shown else { return }
        endAll(at: time)
        begin(shown, at: time)
    }

    /// Takes a stage that tells itself again and again, beside others of the same lane.
    mutating func count(_ stage: EngineEvent.Stage, isDone: Bool, at time: Double) {
        if !open.contains(where: { spans[$0].stage == stage }) {
            // What is told late, after its end, is no new beginning.
            if let last = spans.lastIndex(where: { $0.stage == stage }), isDone {
                spans[last].end = time
                return
            }
            begin(stage, at: time)
        }
        if isDone { end(stage, at: time) }
    }

    mutating func end(_ stage: EngineEvent.Stage, at time: Double) {
        for index in open where spans[index].stage == stage {
            spans[index].end = time
            open.remove(index)
        }
    }

    /// Returns the spans as they are when all that is open ends. Ends of a way have no length.
    func closed(at time: Double) -> [RunReport.Span] {
        spans.indices.compactMap { index in
            var span = spans[index]
            guard open.contains(index) else { return span }
            // A region in which there is nothing to do waits for nothing.
            if span.stage == .waiting, Array(stages.keys) == [nil] { return nil }
            span.end = span.stage.isEnd ? span.start : time
            return span
        }
    }

    private mutating func begin(_ stage: EngineEvent.Stage, at time: Double) {
        open.insert(spans.count)
        spans.append(RunReport.Span(stage: stage, start: time, end: time))
    }

    private mutating func endAll(at time: Double) {
        for index in open { spans[index].end = spans[index].stage.isEnd ? spans[index].start : time }
        open = []
    }
}
