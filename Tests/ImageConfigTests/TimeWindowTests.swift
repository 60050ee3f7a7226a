import Foundation
import ImageConfig
import Testing

/// When units may start, as a repository's settings say.
struct TimeWindowTests {
    private static func window(_ members: String) throws -> TimeWindow {
        let text = "windows: [{\(members)}]\n"
        return try #require(try RepositorySettings(NamedText(name: RepositorySettings.fileName, bytes: Array(text.utf8))).windows.first)
    }

    private static func time(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    @Test(
        "a window is open by the clock on the wall there, from its beginning to before its end",
        arguments: [
            // Wednesday, 25 November 2026; Berlin is an hour ahead of UTC.
            (#"days: [wed], from: "08:00", to: "17:00", zone: Europe/Berlin"#, "2026-11-25T07:00:00Z", "2026-11-25T15:59:59Z", true),
            (#"days: [wed], from: "08:00", to: "17:00", zone: Europe/Berlin"#, "2026-11-25T06:59:59Z", "2026-11-25T16:00:00Z", false),
            (#"days: [wed], from: "08:00", to: "17:00", zone: Europe/Berlin"#, "2026-11-24T08:00:00Z", "2026-11-26T08:00:00Z", false),
            // Over midnight, the day on which it begins counts.
            (#"days: [wed], from: "22:00", to: "04:00""#, "2026-11-25T22:00:00Z", "2026-11-26T03:59:59Z", true),
            (#"days: [wed], from: "22:00", to: "04:00""#, "2026-11-25T03:00:00Z", "2026-11-26T22:00:00Z", false),
            // Whole days, of a zone that is a day ahead.
            ("days: [thu], zone: Pacific/Auckland", "2026-11-25T11:00:00Z", "2026-11-26T10:59:59Z", true),
            ("days: [thu], zone: Pacific/Auckland", "2026-11-25T10:59:59Z", "2026-11-26T11:00:00Z", false),
            (#"from: "12:00""#, "2026-11-25T12:00:00Z", "2026-11-25T23:59:59Z", true),
            (#"to: "12:00", zone: Asia/Kathmandu"#, "2026-11-24T18:15:00Z", "2026-11-25T06:14:59Z", true),
            ("", "1969-12-31T23:59:59Z", "2100-01-01T00:00:00Z", true),
            // On 29 March 2026 clocks in Berlin go from 02:00 to 03:00, and on 25 October from 03:00 to 02:00.
            (#"from: "02:00", to: "03:00", zone: Europe/Berlin"#, "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", false),
            (#"from: "02:00", to: "03:00", zone: Europe/Berlin"#, "2026-10-25T00:00:00Z", "2026-10-25T01:59:59Z", true),
            (#"from: "08:00", to: "09:00", zone: Europe/Berlin"#, "2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z", true),
        ])
    func isOpen(members: String, first: String, second: String, isOpen: Bool) throws {
        let window = try Self.window(members)
        #expect(window.contains(try Self.time(first)) == isOpen)
        #expect(window.contains(try Self.time(second)) == isOpen)
    }

    @Test(
        "when it opens next is told as the clock there shows it",
        arguments: [
            (
                #"days: [mon, tue], from: "08:00", to: "17:00", zone: Europe/Berlin"#, "2026-11-25T12:34:56Z", "2026-11-30T07:00:00Z",
                "Mon 2026-11-30 08:00 Europe/Berlin"
            ),
            (#"from: "08:00", to: "17:00""#, "2026-11-25T07:59:59Z", "2026-11-25T08:00:00Z", "Wed 2026-11-25 08:00 UTC"),
            (#"from: "08:00", to: "17:00""#, "2026-11-25T17:00:00Z", "2026-11-26T08:00:00Z", "Thu 2026-11-26 08:00 UTC"),
            (#"days: [wed], from: "22:00", to: "04:00""#, "2026-11-26T04:00:00Z", "2026-12-02T22:00:00Z", "Wed 2026-12-02 22:00 UTC"),
            ("days: [thu], zone: Pacific/Auckland", "2026-11-25T10:00:00Z", "2026-11-25T11:00:00Z", "Thu 2026-11-26 00:00 Pacific/Auckland"),
            // The night in which clocks are set forward: by then it is later, or the time is left out and the next night comes.
            (
                #"from: "02:30", to: "04:00", zone: Europe/Berlin"#, "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z",
                "Sun 2026-03-29 03:00 Europe/Berlin"
            ),
            (
                #"from: "02:00", to: "02:30", zone: Europe/Berlin"#, "2026-03-28T22:00:00Z", "2026-03-30T00:00:00Z",
                "Mon 2026-03-30 02:00 Europe/Berlin"
            ),
            // The night in which clocks are set back: what they show again counts again.
            (
                #"from: "02:00", to: "02:30", zone: Europe/Berlin"#, "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z",
                "Sun 2026-10-25 02:00 Europe/Berlin"
            ),
            (
                #"days: [sun], from: "08:00", to: "09:00", zone: America/New_York"#, "2026-10-26T12:00:00Z", "2026-11-01T13:00:00Z",
                "Sun 2026-11-01 08:00 America/New_York"
            ),
        ])
    func opening(members: String, now: String, opens: String, words: String) throws {
        let window = try Self.window(members)
        let opening = try #require(window.opening(from: try Self.time(now)))
        #expect(opening == (try Self.time(opens)) && window.contains(opening))
        #expect(window.words(opening) == words)
        #expect(window.opening(from: opening.addingTimeInterval(1)) == opening.addingTimeInterval(1))
    }

    @Test("how often AWS is compared is a time within bounds", arguments: ["9m", "91d", "1", "h", "24", "-1h", "1w", "[]"])
    func wrongDrift(text: String) throws {
        func settings(_ text: String) throws -> RepositorySettings {
            try RepositorySettings(NamedText(name: RepositorySettings.fileName, bytes: Array("drift: {every: \(text)}\n".utf8)))
        }
        #expect { try settings(text) } throws: { error in
            let diagnostics = (error as? ConfigProblems)?.diagnostics ?? []
            return diagnostics.contains { $0.line == 1 && $0.column == 16 && $0.message.contains("a time from 10m to 90d is wanted") }
        }
        #expect(try settings("24h").drift == .init(every: 86400, isRepairing: false))
        #expect(try settings("7d, repair: true").drift == .init(every: 604_800, isRepairing: true))
        #expect(try settings("10m, repair: no").drift == .init(every: 600, isRepairing: false))
    }

    @Test("a window is about all units, or some")
    func scope() throws {
        #expect(try Self.window("").scope.covers(config: "a/b.yaml", group: nil))
        let window = try Self.window("config: 'a/*', group: nightly")
        #expect(window.scope.covers(config: "a/b.yaml", group: "nightly"))
        #expect(!window.scope.covers(config: "a/b.yaml", group: nil) && !window.scope.covers(config: "b/b.yaml", group: "nightly"))
    }

    @Test(
        "wrong values are told with their place",
        arguments: [
            ("zone: Europe/Berln", "1:18", "did you mean “Europe/Berlin”?"), ("zone: PST", "1:18", "the name of a time zone is wanted"),
            ("zone: GMT+3", "1:18", "Europe/Berlin, or UTC"), ("zone: ../x", "1:18", "the name of a time zone"),
            ("days: [monday]", "1:19", "one of mon, tue"), ("days: []", "1:11", "opens on no day"),
            (#"from: "8:00""#, "1:18", "a time of day"), (#"from: "24:01""#, "1:18", "a time of day"), ("to: 2200", "1:16", "a time of day"),
            (#"from: "+8:00""#, "1:18", "a time of day"), (#"from: "08:00", to: "08:00""#, "1:11", "ends when it begins"),
            ("hours: 3", "1:12", "not a key of windows"),
        ])
    func wrong(members: String, place: String, message: String) {
        #expect { try Self.window(members) } throws: { error in
            let diagnostics = (error as? ConfigProblems)?.diagnostics ?? []
            return diagnostics.contains { "\($0.line):\($0.column)" == place && $0.message.contains(message) }
        }
    }
}
