import CanonicalJSON
import Digest
import Foundation
import ImageConfig

/// What there is to say about a config file.
struct ConfigCheck: Sendable {
    let path: String
    private(set) var diagnostics: [Diagnostic]
    /// nil when something is wrong.
    private(set) var loaded: LoadedConfig?

    var isValid: Bool { loaded != nil }

    /// Reads a config, and looks whether the files that it names can be read.
    init(path: String, mapping: String?) {
        self.path = path
        do {
            let config = try LoadedConfig(path: path, mappingPath: mapping ?? ConfigCheck.conventionalMapping(of: path))
            (loaded, diagnostics) = (config, config.warnings + config.missingFiles())
        } catch {
            diagnostics = error.diagnostics
            return
        }
        do {
            try loaded.map { try FileDigest.checkReadable(path: $0.config.source.path) }
        } catch {
            refuseSource(error)
        }
    }

    /// Takes back that the config is valid.
    mutating func refuseSource(_ error: any Error) {
        if let loaded { diagnostics.append(loaded.sourceDiagnostic("the source cannot be read: \(error)")) }
        loaded = nil
    }

    private static func conventionalMapping(of path: String) -> String? {
        let mapping = path + LoadedConfig.mappingSuffix
        return access(mapping, F_OK) == 0 ? mapping : nil
    }
}
