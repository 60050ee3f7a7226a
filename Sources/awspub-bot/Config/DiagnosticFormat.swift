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
        case .gitlab: JSON.array(diagnostics.map(Self.codeQuality)).prettyText + "\n"
        case .sarif: Self.sarif(diagnostics).prettyText + "\n"
        }
    }

    /// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
    private static func workflowCommand(_ diagnostic: Diagnostic) -> String {
        let data: (String) -> String = { $0.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A") }
        let property: (String) -> String = { data($0).replacing(":", with: "%3A").replacing(",", with: "%2C") }
        let place = "file=\(property(diagnostic.file)),line=\(diagnostic.line),col=\(diagnostic.column)"
        return "::\(diagnostic.severity.rawValue) \(place)::\(data(words(diagnostic)))\n"
    }

    /// <https://docs.gitlab.com/ci/testing/code_quality/>.
    private static func codeQuality(_ diagnostic: Diagnostic) -> JSON {
        [
            "description": .string(words(diagnostic)), "check_name": "awspub-bot",
            "fingerprint": .string(SHA256.digest("\(diagnostic.file) \(diagnostic.keyPath) \(diagnostic.message)").hex),
            "severity": .string(diagnostic.severity == .error ? "critical" : "minor"),
            "location": ["path": .string(diagnostic.file), "lines": ["begin": .integer(diagnostic.line)]],
        ]
    }

    /// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.
    private static func sarif(_ diagnostics: [Diagnostic]) -> JSON {
        let results = diagnostics.map { diagnostic -> JSON in
            let region: JSON = ["startLine": .integer(diagnostic.line), "startColumn": .integer(diagnostic.column)]
            let location: JSON = ["physicalLocation": ["artifactLocation": ["uri": .string(diagnostic.file)], "region": region]]
            return [
                "ruleId": "config", "level": .string(diagnostic.severity.rawValue), "message": ["text": .string(words(diagnostic))],
                "locations": [location],
            ]
        }
        let driver: JSON = ["name": "awspub-bot", "version": .string(AWSPubBot.version), "rules": [["id": "config"]]]
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [["tool": ["driver": driver], "results": .array(results)]],
        ]
    }

    private static func words(_ diagnostic: Diagnostic) -> String {
        diagnostic.keyPath.isEmpty ? diagnostic.message : "\(diagnostic.keyPath): \(diagnostic.message)"
    }
}
