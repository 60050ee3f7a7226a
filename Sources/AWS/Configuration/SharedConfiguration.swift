import Foundation

/// What the shared configuration and credentials files say.
///
/// See <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>.
package struct SharedConfiguration: Sendable, Equatable {
    /// Where the files were looked for.
    let configPath: String
    let credentialsPath: String
    private let profiles: [String: Profile]
    private let config: INIFile

    /// Reads both files; one that does not exist is empty.
    package init(environment: AWSEnvironment) throws(ConfigurationError) {
        configPath = environment.expanded(environment["AWS_CONFIG_FILE"] ?? "~/.aws/config")
        credentialsPath = environment.expanded(environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials")
        config = try SharedConfiguration.read(configPath)
        var sections: [String: INIFile.Section] = [:]
        for (title, section) in config.sections {
            if title == "default", config.sections["profile default"] == nil { sections["default"] = section }
            if title.hasPrefix("profile ") { sections[String(title.dropFirst("profile ".count))] = section }
        }
        let ofConfig = sections
        let ofCredentials = try SharedConfiguration.read(credentialsPath).sections
        // What both files have, the credentials file decides.
        for (name, section) in ofCredentials { sections[name, default: INIFile.Section()].values.merge(section.values) { $1 } }
        profiles = Dictionary(
            uniqueKeysWithValues: sections.map { name, section in
                (name, Profile(name: name, section: section, ofConfig: ofConfig[name], ofCredentials: ofCredentials[name]))
            })
    }

    /// Returns a profile, nil when no file has it.
    package func profile(_ name: String) -> Profile? { profiles[name] }

    /// Returns the values of a named section such as `sso-session corp`.
    func section(_ kind: String, named name: String) -> INIFile.Section? { config.sections["\(kind) \(name)"] }

    private static func read(_ path: String) throws(ConfigurationError) -> INIFile {
        guard let text = try TextFile.read(path) else { return INIFile() }
        return try INIFile(parsing: text, name: path)
    }
}

/// A profile of the shared configuration.
package struct Profile: Sendable, Equatable {
    package let name: String
    private let section: INIFile.Section
    private let ofConfig: INIFile.Section?
    private let ofCredentials: INIFile.Section?

    /// The files that a profile can be in.
    enum Place: Sendable {
        case config
        case credentials
    }

    /// - Parameter section: what both files say.
    init(name: String, section: INIFile.Section, ofConfig: INIFile.Section?, ofCredentials: INIFile.Section?) {
        self.name = name
        self.section = section
        self.ofConfig = ofConfig
        self.ofCredentials = ofCredentials
    }

    /// Returns a setting as one of the files has it.
    func value(_ key: String, in place: Place) -> String? {
        (place == .config ? ofConfig : ofCredentials)?.values[key].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Returns a setting by its name in lower case; an empty one counts as absent.
    package subscript(_ key: String) -> String? { section.values[key].flatMap { $0.isEmpty ? nil : $0 } }
}

/// Small text files.
enum TextFile {
    /// Reads a file.
    /// - Returns: nil when it does not exist.
    static func read(_ path: String) throws(ConfigurationError) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            // Not `Data(contentsOf:)`, which reads regular files only: /dev/null is a common way to say "none".
            guard let handle = FileHandle(forReadingAtPath: path) else { throw ConfigurationError(source: path, reason: "cannot be read") }
            defer { handle.closeFile() }
            return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
        } catch {
            throw ConfigurationError(source: path, reason: "cannot be read")
        }
    }
}
