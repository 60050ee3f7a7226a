import BenchmarkSamples
import Foundation
import ImageConfig

/// Compares `validate` with libyaml reading the same bytes: `benchmark-configs PROGRAM [COUNT]`.
let arguments = CommandLine.arguments
guard arguments.count >= 2 else {
    FileHandle.standardError.write(Data("usage: benchmark-configs PROGRAM [COUNT]\n".utf8))
    exit(2)
}
let sample = try SampleConfigs(count: arguments.count > 2 ? Int(arguments[2]) ?? 10_000 : 10_000)
defer { try? sample.remove() }
let count = Double(sample.paths.count)

// Twice each, the better one counts: the first has cold caches.
let bare = try (0..<2).map { _ in try seconds { _ = try BareParse.run(sample.paths) } }.min() ?? 0
let read =
    try (0..<2).map { _ in
        try seconds { for path in sample.paths { _ = try LoadedConfig(path: path, mappingPath: path + ".mapping") } }
    }.min() ?? 0

let process = Process()
process.executableURL = URL(filePath: arguments[1])
process.arguments = ["validate", sample.folder]
let wall = try seconds {
    try process.run()
    process.waitUntilExit()
}
var usage = rusage()
getrusage(-1, &usage)  // RUSAGE_CHILDREN, which is imported as another type
guard process.terminationStatus == 0 else { exit(1) }

print("configs                    \(sample.paths.count), each with a mapping; \(rounded(Double(sample.size) / count / 1024)) KiB a pair")
print("libyaml events, one thread \(rounded(bare * 1e6 / count, 1)) us a config, \(rounded(count / bare, 0)) configs/s")
print(
    "read, one thread           \(rounded(read * 1e6 / count, 1)) us a config, \(rounded(count / read, 0)) configs/s, \(rounded(read / bare)) x libyaml"
)
print("validate, whole program    \(rounded(wall)) s wall, \(rounded(count / wall, 0)) configs/s, \(usage.ru_maxrss / 1024) MiB at most")
