package import CanonicalJSON
package import Digest
import Foundation
import OrderedCollections

/// A config read from files, with its paths joined to its folder.
public struct LoadedConfig: Sendable {
    public let config: PublicationConfig
    /// Warnings; errors are thrown.
    public let warnings: [Diagnostic]
    private let checked: CheckedValue
    private let sourcePlace: Diagnostic
    private let uefiPlaces: [String: Diagnostic]

    /// What a config's mapping file is called by convention: the config's name and this.
    package static let mappingSuffix = ".mapping"

    /// Reads a config and its mapping.
    /// - Parameters:
    ///   - path: the config file. Relative paths in it are relative to its folder.
    ///   - mappingPath: the mapping file, if the config has one.
    /// - Throws: `ConfigProblems` with everything that is wrong, also for files that cannot be read.
    package init(path: String, mappingPath: String?) throws(ConfigProblems) {
        let mapping = try mappingPath.map { path throws(ConfigProblems) in NamedText(name: path, bytes: try LoadedConfig.content(of: path)) }
        let reading = ConfigDocument.read(NamedText(name: path, bytes: try LoadedConfig.content(of: path)), mapping: mapping)
        guard var config = reading.config else { throw ConfigProblems(reading.diagnostics) }
        config.joinPaths(to: ConfigPath.folder(of: path))
        self.config = config
        warnings = reading.diagnostics
        checked = reading.checked
        uefiPlaces = reading.uefiPlaces
        sourcePlace = reading.sourcePlace ?? Diagnostic(file: path, line: 1, column: 1, message: "")
    }

    private static func content(of path: String) throws(ConfigProblems) -> [UInt8] {
        do {
            return try SmallFile.content(of: path, limit: largestFile)
        } catch {
            throw ConfigProblems([Diagnostic(file: path, line: 1, column: 1, message: "\(error)")])
        }
    }

    /// In bytes. The largest configs known have some ten thousand lines.
    package static let largestFile = 10 << 20
}

extension PublicationConfig {
    /// Makes relative paths relative to what `folder` is relative to.
    package mutating func joinPaths(to folder: String) {
        source.path = ConfigPath.joined(source.path, to: folder)
        for index in images.values.indices {
            images.values[index].uefiData = images.values[index].uefiData.map { ConfigPath.joined($0, to: folder) }
        }
    }
}

extension LoadedConfig {
    /// Makes a diagnostic about the source, at the place that names it.
    package func sourceDiagnostic(_ message: String) -> Diagnostic {
        var diagnostic = sourcePlace
        diagnostic.message = message
        return diagnostic
    }

    /// Returns warnings about files that the config names besides its source and that cannot be read: they are needed late in a run.
    package func missingFiles() -> [Diagnostic] {
        config.images.values.compactMap { image in
            guard let path = image.uefiData, var diagnostic = uefiPlaces["awspub.images.\(image.name).uefi_data"], access(path, R_OK) != 0 else {
                return nil
            }
            diagnostic.message = "the file cannot be read: \(String(cString: strerror(errno)))"
            return diagnostic
        }
    }

    /// What `validate --json` prints of a config.
    package func summary(sourceSHA256: SHA256Digest) -> [String: JSON] {
        let images = config.images.map { name, image -> (key: ExactText, value: JSON) in
            (
                name,
                [
                    "snapshot_name": .string(image.snapshotName(sourceSHA256: sourceSHA256)),
                    "tags": .strings(config.tags(ofImage: image, sourceSHA256: sourceSHA256)),
                ]
            )
        }
        return [
            "config": checked.json,
            "source_sha256": .string(sourceSHA256.hex),
            "tags": .strings(config.tags(sourceSHA256: sourceSHA256)),
            "images": .members(JSON.Members(images)),
        ]
    }
}
