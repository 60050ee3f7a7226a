import BotServer
import Forge
import Foundation
import Git
import ImageConfig

/// A settings file as it was read, which knows where in it a value is.
struct SettingsFile: Sendable {
    let settings: OperatorSettings
    private let text: NamedText

    /// - Throws: `ConfigProblems`.
    init(path: String) throws(ConfigProblems) {
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            let reason = "the settings cannot be read: \(error.localizedDescription)"
            throw ConfigProblems([Diagnostic(file: path, line: 1, column: 1, message: reason)])
        }
        text = NamedText(name: path, bytes: bytes)
        settings = try OperatorSettings(text, forges: WebhookForge.allCases.map(\.rawValue), apis: ForgeKind.allCases.map(\.rawValue))
    }

    /// Returns what is wrong with a value.
    /// - Parameter keys: from the top, with numbers for the items of lists.
    func problem(at keys: [String], _ message: String) -> ConfigProblems { OperatorSettings.problem(in: text, at: keys, message) }

    /// Does something with a value; what goes wrong is told with its place.
    func at<Value>(_ keys: [String], _ body: () throws -> Value) throws(ConfigProblems) -> Value {
        do {
            return try body()
        } catch {
            throw problem(at: keys, (error as? GitError)?.message ?? "\(error)")
        }
    }
}
