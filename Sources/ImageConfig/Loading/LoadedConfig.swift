package import CanonicalJSON
package import Digest
import Foundation
import OrderedCollections

/// A config read from files, with its paths joined to its folder.
public struct LoadedConfig: Sendable {
    public let config: PublicationConfig
    /// Warnings; errors are thrown.
    public let warnings: [Diagnostic]
    /// The config with every default filled in, as awspub's own dump of it; paths as written.
    private let normalized: JSON
    private let sourcePlace: Diagnostic

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
        normalized = reading.normalized
        sourcePlace = reading.sourcePlace ?? Diagnostic(file: path, line: 1, column: 1, message: "")
    }

    private static func content(of path: String) throws(ConfigProblems) -> [UInt8] {
        do {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false))
            guard attributes[.type] as? FileAttributeType == .typeRegular else { throw problem(path, "this is not a file") }
            guard (attributes[.size] as? Int ?? 0) <= largestFile else {
                throw problem(path, "the file is larger than \(largestFile >> 20) MiB; configs are not")
            }
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch let problems as ConfigProblems {
            throw problems
        } catch {
            throw problem(path, "the file cannot be read: \(error.localizedDescription)")
        }
    }

    /// In bytes. The largest configs known have some ten thousand lines.
    package static let largestFile = 10 << 20

    private static func problem(_ path: String, _ message: String) -> ConfigProblems {
        ConfigProblems([Diagnostic(file: path, line: 1, column: 1, message: message)])
    }
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

    /// What `validate --json` prints of a config.
    package func summary(sourceSHA256: SHA256Digest) -> JSON {
        let images = config.images.map { name, image -> (String, JSON) in
            (
                name,
                [
                    "snapshot_name": .string(image.snapshotName(sourceSHA256: sourceSHA256)),
                    "tags": .strings(
                        Dictionary(uniqueKeysWithValues: config.tags(ofImage: image, sourceSHA256: sourceSHA256).map { ($0.key, $0.value) })),
                ]
            )
        }
        return [
            "config": normalized,
            "source_sha256": .string(sourceSHA256.hex),
            "tags": .strings(Dictionary(uniqueKeysWithValues: config.tags(sourceSHA256: sourceSHA256).map { ($0.key, $0.value) })),
            "images": .object(Dictionary(uniqueKeysWithValues: images)),
        ]
    }
}
