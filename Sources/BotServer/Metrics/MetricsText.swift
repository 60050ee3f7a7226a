import Bot
import ConfigDiff
import Foundation

/// All metrics of a daemon at a moment.
struct MetricsText: Sendable {
    private var output = PrometheusText()

    var text: String { output.text }

    init(_ record: BotRecord, process: ProcessFigures = ProcessFigures()) {
        let repositories = record.repositories
        for counter in BotCounter.allCases { add(counter, record.metrics, repositories.map(\.name)) }
        addDurations(record.metrics)
        addUnits(record.unitCounts)
        let held = record.heldCounts
        gauge(
            "awspub_bot_units_held", "Units that something keeps from running or being published.",
            repositories.map { ([("repository", $0.name)], Double(held[$0.name] ?? 0)) })
        gauge("awspub_bot_runs_active", "Runs that go on.", [([], Double(record.runningCount))])
        gauge(
            "awspub_bot_repository_failures", "How many looks in a row did not come to a good end.",
            repositories.map { ([("repository", $0.name)], Double($0.failures)) })
        gauge(
            "awspub_bot_repository_suspended", "Whether an operator has stopped the repository.",
            repositories.map { ([("repository", $0.name)], $0.isSuspended ? 1 : 0) })
        gauge(
            "awspub_bot_repository_last_look_timestamp_seconds", "When the last look at the repository ended, in seconds since 1970.",
            repositories.compactMap { repository in
                repository.lastLook.map { ([("repository", repository.name)], $0.timeIntervalSince1970.rounded()) }
            })
        gauge(
            "awspub_bot_process_start_time_seconds", "When the process was started, in seconds since 1970.",
            [([], record.metrics.started.timeIntervalSince1970.rounded())])
        if let count = process.openFiles { gauge("awspub_bot_process_open_fds", "Open file descriptors.", [([], Double(count))]) }
        if let bytes = process.residentBytes {
            gauge("awspub_bot_process_resident_memory_bytes", "Resident memory in bytes.", [([], Double(bytes))])
        }
    }

    /// A counter that is about repositories alone begins at zero for each, so that its first step is seen as one.
    private mutating func add(_ counter: BotCounter, _ metrics: BotMetrics, _ repositories: [String]) {
        var values = metrics.values(of: counter)
        if counter.labels == ["repository"] { for name in repositories where values[[name]] == nil { values[[name]] = 0 } }
        output.begin(counter.name, .counter, counter.help)
        for (labels, value) in values.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            output.add(counter.name, zip(counter.labels, labels).map { (name: $0, value: $1) }, Double(value))
        }
    }

    private mutating func addDurations(_ metrics: BotMetrics) {
        let name = "awspub_bot_run_duration_seconds"
        output.begin(name, .histogram, "How long runs took, by their result.")
        for (result, histogram) in metrics.runDurations.sorted(by: { $0.key < $1.key }) {
            var total = 0
            for (bound, count) in zip(BotMetrics.Histogram.bounds + [.infinity], histogram.counts) {
                total += count
                let text = bound == .infinity ? "+Inf" : "\(Int(bound))"
                output.add("\(name)_bucket", [("result", result), ("le", text)], Double(total))
            }
            output.add("\(name)_sum", [("result", result)], histogram.sum)
            output.add("\(name)_count", [("result", result)], Double(total))
        }
    }

    private mutating func addUnits(_ counts: [String: [Manifest.Status?: Int]]) {
        let samples = counts.flatMap { repository, counts in counts.map { ([repository, $0?.rawValue ?? "none"], Double($1)) } }
        gauge(
            "awspub_bot_units", "Units by what their manifests say.",
            samples.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map { ([("repository", $0.0[0]), ("status", $0.0[1])], $0.1) })
    }

    private mutating func gauge(_ name: String, _ help: String, _ samples: [([(name: String, value: String)], Double)]) {
        output.begin(name, .gauge, help)
        for (labels, value) in samples { output.add(name, labels, value) }
    }
}
