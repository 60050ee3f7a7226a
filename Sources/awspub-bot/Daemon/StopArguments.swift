import ArgumentParser
import CanonicalJSON
import HTTP
import Logging

/// What is stopped, or goes on: a repository of a running daemon, a config of it, or a unit.
struct StopArguments: ParsableArguments {
    @Argument(help: "The repository's name in the daemon's settings.") var name: String
    @Argument(help: "The path of a config in it; without, all of the repository.") var config: String?
    @Argument(help: "A group of the config; without, all of the config.") var group: String?
    @Flag(help: "The images of the config that are in no group.") var ungrouped = false
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        if ungrouped, config == nil || group != nil { throw ValidationError("--ungrouped goes with a config, and with no group") }
    }

    /// Asks the daemon.
    /// - Parameters:
    ///   - verb: `suspend` or `resume`.
    ///   - state: what it is then, in a word.
    func send(_ verb: String, _ state: String) async throws {
        let path = "/repositories/\(URIEncoding.encode(name))"
        guard let config else {
            _ = try await daemon.client().post("\(path)/\(verb)")
            return StandardError.tell("\(name) is \(state)", level: .info)
        }
        var body: [String: JSON] = ["config": .string(config)]
        if group != nil || ungrouped { body["group"] = .optional(group) }
        _ = try await daemon.client().post("\(path)/units/\(verb)", .object(body))
        let unit = group.map { " group \($0)" } ?? (ungrouped ? " (ungrouped)" : "")
        StandardError.tell("\(config)\(unit) of \(name) is \(state)", level: .info)
    }
}
