import AWSPubEngine
import Testing

@testable import awspub_bot

/// What is drawn for given events: text in, text out.
struct ProgressBoardTests {
    private let plain = Terminal.Look(hasColors: false, hasUnicode: false)

    private func draw(_ board: ProgressBoard, at now: Double = 10, columns: Int = 80, rows: Int = 24) -> [String] {
        board.lines(at: now, size: Terminal.Size(columns: columns, rows: rows), look: plain).map(\.text)
    }

    private func board(_ events: [(Double, EngineEvent)]) -> ProgressBoard {
        var board = ProgressBoard()
        for (time, event) in events { board.add(event, unit: "", at: time) }
        return board
    }

    @Test func theSourceHasABarARateAndTheTimeLeft() {
        let board = board((0...4).map { (Double($0), EngineEvent(region: "us-east-1", .uploading(done: Int64($0) << 20, total: 10 << 20))) })
        #expect(draw(board, columns: 100) == ["  source  uploading    ######..........  40 %  4.0 MiB of 10.0 MiB  1.0 MiB/s, 6 s left"])
    }

    @Test func regionsAreAlignedAndTheDoneComeLast() {
        let board = board([
            (0, EngineEvent(image: "a", region: "ap-southeast-1", .entered(.created))),
            (0, EngineEvent(image: "a", region: "eu-west-1", .entered(.copying))),
            (1, EngineEvent(region: "eu-west-1", .copying(id: "snap-1", progress: "50%"))),
            (2, EngineEvent(image: "a", region: "us-east-1", .entered(.pending))),
        ])
        #expect(
            draw(board) == [
                "  eu-west-1       copying      ########........  50 %  10 s", "  us-east-1       registered   8 s", "  ap-southeast-1  done       ",
            ])
    }

    @Test func whatDoesNotFitIsCounted() {
        let board = board(
            (10...29).map { (0, EngineEvent(image: "a", region: "region-\($0)", .entered($0 < 15 ? .created : .waiting))) })
        let lines = draw(board, at: 0, rows: 10)
        #expect(lines.count == 8)
        #expect(lines.first == "  region-15  waiting    ")
        #expect(lines.last == "  ... and 13 more, 5 of them done")
    }

    @Test(arguments: [20, 33, 60])
    func noLineIsWiderThanTheTerminal(columns: Int) {
        let board = board([
            (0, EngineEvent(.hashing(done: 1 << 30, total: 4 << 30))),
            (0, EngineEvent(region: "ap-southeast-1", .regionFailed(reason: String(repeating: "because ", count: 30)))),
        ])
        let lines = board.lines(at: 0, size: Terminal.Size(columns: columns, rows: 24), look: plain)
        #expect(lines.count == 2)
        for line in lines { #expect(line.text.count < columns && line.width == line.text.count) }
    }

    @Test func unitsAreNamedWhereSeveralRun() {
        var board = ProgressBoard()
        for unit in ["a.yaml [web]", "b.yaml [db]"] { board.add(EngineEvent(image: "a", region: "eu-west-1", .entered(.sharing)), unit: unit, at: 0) }
        #expect(draw(board, at: 0) == ["  a.yaml [web]  eu-west-1  sharing    ", "  b.yaml [db]   eu-west-1  sharing    "])
        board.remove(unit: "b.yaml [db]")
        #expect(draw(board, at: 0) == ["  eu-west-1  sharing    "])
    }

    @Test func controlCharactersDoNotReachTheTerminal() {
        let board = board([(0, EngineEvent(region: "eu-west-1", .regionFailed(reason: "a\u{1B}[2Jb\nc\u{9B}d")))])
        #expect(draw(board) == ["  eu-west-1  FAILED       a [2Jb c d"])
    }

    @Test func coloursDoNotCountAsWidth() {
        var line = TerminalLine(look: Terminal.Look(hasColors: true, hasUnicode: true), columns: 8)
        line.add("done", .green)
        line.add("and more")
        #expect(line.text == "\u{1B}[32mdone\u{1B}[0mand…")
        #expect(line.width == 8)
    }

    @Test(arguments: [
        (0.0, "0 s"), (3.24, "3.2 s"), (42, "42 s"), (200, "3 min 20 s"), (7500, "2 h 5 min"), (-1, "0 s"), (.infinity, "277777 h 46 min"),
    ])
    func durationsAreShort(seconds: Double, words: String) {
        #expect(ProgressText.duration(seconds) == words)
    }
}
