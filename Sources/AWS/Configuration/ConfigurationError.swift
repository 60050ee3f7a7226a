/// Tells what is wrong with AWS's configuration files or variables. Never holds a value from them that may be secret.
package struct ConfigurationError: Error, CustomStringConvertible {
    /// The file and line, the profile, or the variable.
    package let source: String
    /// What is wrong there, and what would be right.
    package let reason: String

    package init(source: String, reason: String) {
        self.source = source
        self.reason = reason
    }

    package var description: String { "\(source): \(reason)" }
}
