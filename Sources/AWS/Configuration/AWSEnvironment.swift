/// The environment that AWS settings are read from, as a value: only the executable looks at the process's own.
package struct AWSEnvironment: Sendable {
    /// The environment variables.
    package var variables: [String: String]
    /// The directory that `~` stands for.
    package var home: String

    /// Takes variables.
    /// - Parameter home: nil for what `HOME` says.
    package init(variables: [String: String], home: String? = nil) {
        self.variables = variables
        self.home = home ?? variables["HOME"] ?? "/"
    }

    /// Returns a variable; an empty one counts as absent, as in all AWS tools.
    package subscript(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether a variable says `true`.
    func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

    /// Puts the home directory in place of a leading `~`.
    func expanded(_ path: String) -> String {
        path == "~" || path.hasPrefix("~/") ? home + path.dropFirst() : path
    }
}
