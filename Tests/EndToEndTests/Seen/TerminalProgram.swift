import CanonicalJSON

/// The built program on a terminal.
struct TerminalProgram {
    let code: Int
    /// The different screens that there were.
    let screens: [String]
    /// What was on the screen at the end, with what had scrolled off it.
    let last: String
    /// Where the cursor was left.
    let column: Int
    /// All that was written.
    let raw: String

    /// Runs the program to its end.
    /// - Parameter interruption: text on the screen at which Ctrl-C is pressed.
    init(_ arguments: [String], rows: Int = 24, columns: Int = 80, interruption: String? = nil, environment: [String: String]) async throws {
        let script = BotProgram.projectRoot + "/Tests/python/terminal/screen.py"
        let own = interruption.map { ["--interrupt-at", $0] } ?? []
        let ending = try await BotProgram.run(
            BotProgram.projectRoot + "/.venv/bin/python", [script, "\(rows)", "\(columns)"] + own + [BotProgram.path] + arguments,
            BotProgram(environment: ["TERM": "xterm-256color"].merging(environment) { $1 }).variables)
        let result = try JSON(parsing: ending.output)
        code = result["status"]?.integerValue ?? -1
        screens = (result["screens"]?.arrayValue ?? []).compactMap(\.stringValue)
        last = result["last"]?.stringValue ?? ""
        column = result["column"]?.integerValue ?? -1
        raw = result["raw"]?.stringValue ?? ""
    }
}
