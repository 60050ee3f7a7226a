package import ConfigDiff
package import Git

/// The message of a results commit: a line for people, what was made where, and trailers for programs.
package struct ResultsMessage: Sendable {
    /// A unit's new manifest.
    package struct Entry: Sendable {
        package let manifest: Manifest
        package let path: String
        /// The id of the run that it comes from; nil for what is said of a unit that did not run.
        package let run: String?

        package init(manifest: Manifest, path: String, run: String?) {
            self.manifest = manifest
            self.path = path
            self.run = run
        }
    }

    /// How many differences are told of a unit.
    private static let longestList = 20

    package let entries: [Entry]
    package let configCommit: ObjectID

    package init(entries: [Entry], configCommit: ObjectID) {
        self.entries = entries
        self.configCommit = configCommit
    }

    package var text: String {
        let body = entries.map { entry in
            let manifest = entry.manifest
            let images = manifest.images.sorted { $0.key < $1.key }.map { "\(ResultsMessage.escaped($0.key)) in \($0.value.count) regions" }
            let list = images.isEmpty ? "" : ": \(images.joined(separator: ", "))"
            let lines = manifest.drift?.lines ?? []
            let rest = lines.count > ResultsMessage.longestList ? ["and \(lines.count - ResultsMessage.longestList) more"] : []
            let drift = (lines.prefix(ResultsMessage.longestList) + rest).map { "\n  - \(ResultsMessage.escaped($0))" }.joined()
            return "- \(ResultsMessage.escaped("\(manifest.unit)")) \(manifest.status.rawValue)\(list)\(drift)"
        }
        var trailers = ["Config-Commit: \(configCommit)"]
        trailers += entries.compactMap { $0.run.map { "Run: \($0)" } }
        trailers += entries.map { "Unit: \($0.manifest.status.rawValue) \(ResultsMessage.escaped($0.path))" }
        return "\(subject)\n\n\(body.joined(separator: "\n"))\n\n\(trailers.joined(separator: "\n"))\n"
    }

    private var subject: String {
        let failed = entries.count { [.failed, .incomplete].contains($0.manifest.status) }
        let what = entries.count == 1 ? ResultsMessage.escaped("\(entries[0].manifest.unit)") : "\(entries.count) units"
        let drifted = entries.count { $0.manifest.status == .drifted }
        let line = "results: \(what)" + (failed == 0 ? "" : ", \(failed) not complete") + (drifted == 0 ? "" : ", \(drifted) drifted")
        return line.count > 100 ? "\(line.prefix(99))…" : line
    }

    /// What a repository says goes into a message without line breaks and control characters, so that it cannot pose as a trailer.
    static func escaped(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x2028 || $0.value == 0x2029 ? " " : $0 }
            ))
    }
}
