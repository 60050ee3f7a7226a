import AWSPubEngine
import Bot
import BotServer
import ConfigDiff
import Foundation
import Git
import ImageConfig
import Testing

struct MetricsTests {
    private static let unit = UnitID(config: "images/a.yaml", group: .named("stable"))

    /// What the daemon's loop tells of two looks.
    private static func feed(_ record: BotRecord) throws {
        for (digit, status) in [("a", Manifest.Status.published), ("b", .failed)] {
            _ = record.beginLook(at: "images")
            record.take(.tip(try #require(ObjectID(hex: String(repeating: digit, count: 40)))), of: "images")
            record.take(.started(DueUnit(unit: unit, reasons: [], fingerprint: "f"), run: UUID().uuidString), of: "images")
            for outcome in [
                EngineEvent.Call.Outcome.succeeded, .retried(code: "x", throttled: true, delay: .zero),
                .retried(code: "x", throttled: false, delay: .zero), .failed(code: "x"),
            ] {
                record.metrics.count(EngineEvent.Call(service: "ec2", action: "Copy", duration: .zero, outcome: outcome))
            }
            record.take(.finished(unit, status, errors: []), of: "images")
            record.take(.pushRetried, of: "images")
            record.take(.held(unit, reason: "it waits"), of: "images")
            record.endLook(at: "images", error: nil, failures: 0, pause: .seconds(1))
        }
        _ = record.beginLook(at: "images")
        record.endLook(at: "images", error: "down", failures: 1, pause: .seconds(1))
    }

    @Test func countsWhatHappens() async throws {
        try await RunningServer.with { server in
            try Self.feed(server.record)
            _ = try await server.deliver("{}")
            _ = try await server.deliver("{}", to: "others")
            let answer = try await HTTPExchange.send("GET", "/metrics", port: server.port)
            #expect(answer.status == 200)
            #expect(answer.text.contains("text/plain; version=0.0.4"))
            for line in [
                #"awspub_bot_webhooks_total{repository="images",outcome="unauthorized"} 1"#,
                #"awspub_bot_webhooks_total{repository="",outcome="unknown"} 1"#,
                #"awspub_bot_polls_total{repository="images",outcome="changed"} 1"#,
                #"awspub_bot_polls_total{repository="images",outcome="unchanged"} 1"#,
                #"awspub_bot_polls_total{repository="images",outcome="failed"} 1"#,
                #"awspub_bot_unannounced_changes_total{repository="images"} 1"#,
                #"awspub_bot_runs_total{repository="images",result="failed"} 1"#,
                #"awspub_bot_aws_calls_total{service="ec2",action="Copy",outcome="throttled"} 2"#,
                #"awspub_bot_aws_calls_total{service="ec2",action="Copy",outcome="succeeded"} 2"#,
                #"awspub_bot_results_commits_total{repository="images"} 0"#,
                #"awspub_bot_push_retries_total{repository="images"} 2"#,
                #"awspub_bot_run_duration_seconds_bucket{result="published",le="1"} 1"#,
                #"awspub_bot_run_duration_seconds_bucket{result="published",le="+Inf"} 1"#,
                #"awspub_bot_run_duration_seconds_count{result="failed"} 1"#,
                #"awspub_bot_units{repository="images",status="failed"} 1"#,
                #"awspub_bot_units_held{repository="images"} 1"#,
                #"awspub_bot_repository_failures{repository="images"} 1"#,
                "# TYPE awspub_bot_run_duration_seconds histogram", "awspub_bot_runs_active 0",
            ] {
                #expect(answer.text.contains("\n\(line)\n"), "\(line) is not in \(answer.text)")
            }
        }
    }

    @Test func tellsAboutTheProcess() async throws {
        try await RunningServer.with { server in
            let text = try await HTTPExchange.send("GET", "/metrics", port: server.port).text
            for name in ["start_time_seconds", "open_fds", "resident_memory_bytes"] {
                let line = text.split(separator: "\n").first { $0.hasPrefix("awspub_bot_process_\(name) ") }
                let value = try #require(line?.split(separator: " ").last.flatMap { Double($0) })
                #expect(value > 0)
            }
        }
    }

    @Test func labelsCannotBreakOutOfTheirQuotes() async throws {
        try await RunningServer.with { server in
            server.record.metrics.count(.resultsCommits, "a\"b\\c\nd")
            let text = try await HTTPExchange.send("GET", "/metrics", port: server.port).text
            #expect(text.contains(#"awspub_bot_results_commits_total{repository="a\"b\\c\nd"} 1"#))
        }
    }
}
