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

    /// Checks files on as many threads as there are processors, since reading them blocks.
    /// - Returns: a check for each, in their order.
    static func checks(of files: ArraySlice<String>, mapping: String?) async -> [ConfigCheck] {
        let threads = min(ProcessInfo.processInfo.activeProcessorCount, files.count)
        return await withTaskGroup(of: [(Int, ConfigCheck)].self) { group in
            for thread in 0..<threads {
                group.addTask {
                    await onThread {
                        stride(from: files.startIndex + thread, to: files.endIndex, by: threads).map {
                            ($0, ConfigCheck(path: files[$0], mapping: mapping))
                        }
                    }
                }
            }
            var all: [(Int, ConfigCheck)] = []
            for await done in group { all += done }
            return all.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }
}
