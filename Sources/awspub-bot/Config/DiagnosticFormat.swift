import ArgumentParser
import Bot
import CanonicalJSON
import Digest
import Foundation
import ImageConfig

/// How diagnostics are written for a program that shows them at their lines.
enum DiagnosticFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Workflow commands of GitHub Actions.
    case github
    /// GitLab's code quality report.
    case gitlab
    /// SARIF 2.1.0.
    case sarif

    /// Returns the report.
    func text(_ diagnostics: [Diagnostic]) -> String {
        switch self {
        case .github: diagnostics.map(Self.workflowCommand).joined()
        case .gitlab: JSON.array(Self.codeQuality(diagnostics)).prettyText + "\n"
        case .sarif: Self.sarif(diagnostics).prettyText + "\n"
        }
    }

    /// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
    private static func workflowCommand(_ diagnostic: Diagnostic) -> String {
        let data: (String) -> String = { $0.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A") }
        let property: (String) -> String = { data($0).replacing(":", with: "%3A").replacing(",", with: "%2C") }
        let place = "file=\(property(path(diagnostic))),line=\(diagnostic.line),col=\(diagnostic.column)"
        return "::\(diagnostic.severity.rawValue) \(place)::\(data(words(diagnostic)))\n"
    }

    /// <https://docs.gitlab.com/ci/testing/code_quality/>.
    private static func codeQuality(_ diagnostics: [Diagnostic]) -> [JSON] {
        var seen: [String: Int] = [:]
        return diagnostics.map { diagnostic in
            // GitLab follows a finding by its fingerprint, wherever its line moves, and shows those with the same fingerprint once.
            let identity = "\(path(diagnostic)) \(diagnostic.keyPath) \(diagnostic.message)"
            let earlier = seen[identity, default: 0]
            seen[identity] = earlier + 1
            return [
                "description": .string(words(diagnostic)), "check_name": "awspub-bot",
                "fingerprint": .string(SHA256.digest(earlier == 0 ? identity : "\(identity) \(earlier)").hex),
                "severity": .string(diagnostic.severity == .error ? "critical" : "minor"),
                "location": ["path": .string(path(diagnostic)), "lines": ["begin": .integer(diagnostic.line)]],
            ]
        }
    }

    /// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.
    private static func sarif(_ diagnostics: [Diagnostic]) -> JSON {
        let results = diagnostics.map { diagnostic -> JSON in
            let region: JSON = ["startLine": .integer(diagnostic.line), "startColumn": .integer(diagnostic.column)]
            let location: JSON = ["physicalLocation": ["artifactLocation": ["uri": .string(uri(diagnostic))], "region": region]]
            return [
                "ruleId": "config", "level": .string(diagnostic.severity.rawValue), "message": ["text": .string(words(diagnostic))],
                "locations": [location],
            ]
        }
        let driver: JSON = ["name": "awspub-bot", "version": .string(AWSPubBot.version), "rules": [["id": "config"]]]
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [["tool": ["driver": driver], "columnKind": "unicodeCodePoints", "results": .array(results)]],
        ]
    }

    /// The file relative to the folder of the process, which in CI is the repository: forges know files by that.
    private static func path(_ diagnostic: Diagnostic) -> String {
        let folder = FileManager.default.currentDirectoryPath
        var path = diagnostic.file[...]
        if folder != "/", path.hasPrefix(folder + "/") { path = path.dropFirst(folder.count + 1) }
        while path.hasPrefix("./") { path = path.dropFirst(2).drop { $0 == "/" } }
        return String(path)
    }

    /// The file as a URI reference, whose first component must not look like a scheme.
    private static func uri(_ diagnostic: Diagnostic) -> String {
        let file = path(diagnostic)
        let isAllowed: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "-._~/!$&'()*+,;=@".utf8.contains(byte)
            }
        }
        let hex: (UInt8) -> String = { ($0 < 16 ? "%0" : "%") + String($0, radix: 16, uppercase: true) }
        let text = file.utf8.map { isAllowed($0) ? String(Unicode.Scalar($0)) : hex($0) }.joined()
        return file.hasPrefix("/") ? "file://\(text)" : text
    }

    private static func words(_ diagnostic: Diagnostic) -> String {
        diagnostic.keyPath.isEmpty ? diagnostic.message : "\(diagnostic.keyPath): \(diagnostic.message)"
    }
}
