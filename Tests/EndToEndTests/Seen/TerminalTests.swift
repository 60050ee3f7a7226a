import Testing

/// What a person sees on a terminal.
struct TerminalTests {
    private let config = CommandLineTests.sample + "/minimal/config.yaml"
    private let slow = ["--import-seconds", "1.5", "--copy-seconds", "1.5", "--copy-seconds-max", "1.5", "--image-seconds", "0.6"]

    private func environment(_ sandbox: SandboxProgram, _ own: [String: String] = [:]) -> [String: String] {
        sandbox.environment.merging(["AWSPUB_BOT_POLL_INTERVAL": "0.2", "LC_ALL": "C.UTF-8"]) { $1 }.merging(own) { $1 }
    }

    @Test func theWorkIsDrawnAndReplacedByATable() async throws {
        let sandbox = try await SandboxProgram(slow)
        let seen = try await TerminalProgram(["create", config], environment: environment(sandbox, ["NO_COLOR": "1"]))
        #expect(seen.code == 0, "\(seen.raw)")
        let screens = seen.screens.joined(separator: "\n")
        #expect(screens.contains(#/  source +importing +[█░]{16} +\d+ %/#))
        #expect(screens.contains(#/  us-west-2 +waiting/#))
        #expect(screens.contains(#/  us-west-2 +copying +[█░]{16} +\d+ %/#))
        #expect(screens.contains(#/  us-east-1 +registered/#))
        #expect(seen.last.contains(/image +region +id +ready after/))
        #expect(seen.last.contains(/sample-minimal +us-west-2 +ami-[0-9a-f]+ +[0-9.]+ s/))
        #expect(!seen.last.contains("copying"))
        #expect(!seen.raw.contains(/\u{1B}\[[0-9;]*m/), "no colours are wanted")
        #expect(seen.column == 0)
    }

    @Test func itIsSeenWhatWasThere() async throws {
        let sandbox = try await SandboxProgram()
        for isFirst in [true, false] {
            let seen = try await TerminalProgram(["create", config], environment: environment(sandbox))
            #expect(seen.code == 0)
            #expect(seen.last.contains(/us-west-2 +ami-[0-9a-f]+ +was there/) == !isFirst)
        }
    }

    @Test func aSmallTerminalIsNotOverdrawn() async throws {
        let sandbox = try await SandboxProgram(slow)
        let seen = try await TerminalProgram(["create", config], rows: 5, columns: 40, environment: environment(sandbox))
        #expect(seen.code == 0)
        for screen in seen.screens where screen.contains("importing") {
            let lines = screen.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count < 40 }, "\(screen)")
            #expect(lines.filter { $0.contains("us-") || $0.contains("source") || $0.contains("more") }.count <= 3)
        }
    }

    @Test func afterCtrlCTheScreenIsTidyAndTheCursorAtTheLeft() async throws {
        let sandbox = try await SandboxProgram(["--import-seconds", "600"])
        let seen = try await TerminalProgram(["create", config], interruption: "importing", environment: environment(sandbox))
        #expect(seen.code == 130)
        #expect(seen.last.contains("interrupted"))
        #expect(!seen.last.contains("importing  "))
        #expect(seen.column == 0)
    }

    @Test(arguments: [["TERM": "dumb"], ["TERM": ""]])
    func aTerminalThatCannotRedrawGetsLines(own: [String: String]) async throws {
        let sandbox = try await SandboxProgram()
        let seen = try await TerminalProgram(["create", config], environment: environment(sandbox, own))
        #expect(seen.code == 0)
        #expect(seen.last.contains("source uploaded"))
        #expect(!seen.raw.contains("\u{1B}["))
    }
}
