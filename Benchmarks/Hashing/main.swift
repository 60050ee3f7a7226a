import Digest
import Foundation

// benchmark-hashing FILE ROUNDS: digests a file as an upload needs it, and prints the bytes and the seconds of the fastest round.
let arguments = CommandLine.arguments
guard arguments.count == 3, let rounds = Int(arguments[2]), rounds > 0 else {
    FileHandle.standardError.write(Data("usage: benchmark-hashing FILE ROUNDS\n".utf8))
    exit(2)
}
var fastest = Double.infinity
var size: Int64 = 0
for _ in 0..<rounds {
    let start = ContinuousClock.now
    size = try await FileDigest.compute(path: arguments[1]).size
    fastest = min(fastest, (ContinuousClock.now - start) / .seconds(1))
}
print(size, fastest)
