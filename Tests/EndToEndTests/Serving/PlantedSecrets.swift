import Foundation
import Synchronization
import TestSupport
import Testing

/// Secrets that are planted where the bot finds them, and everything that it says in a place where they are looked for.
final class PlantedSecrets: Sendable {
    /// What is in every secret of a test's own making.
    static let mark = "canary\(UInt32.random(in: 0...UInt32.max))"

    /// Texts that must be nowhere.
    private let texts: [String]
    private let told = Mutex<[(source: String, text: String)]>([])

    /// - Parameter others: secrets that carry no mark, such as keys that others made.
    init(_ others: [String]) { texts = [Self.mark] + others }

    /// Takes something that the bot said.
    func take(_ text: String, from source: String) { told.withLock { $0.append((source, text)) } }

    /// Takes the content of every file in a folder.
    func takeFiles(in folder: String) throws {
        let files = FileManager.default.enumerator(atPath: folder)
        while let name = files?.nextObject() as? String {
            guard files?.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
            take(name, from: "a name in \(folder)")
            let data = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
            take(String(decoding: data, as: UTF8.self), from: "\(folder)/\(name)")
        }
    }

    /// Takes the command lines of all processes, now and then until it is cancelled.
    func watchProcesses() async {
        while !Task.isCancelled {
            for line in ProcessList.commandLines(mentioning: "") where texts.contains(where: line.contains) { take(line, from: "a command line") }
            try? await Task.sleep(for: .milliseconds(200))  // cancelled: it is over
        }
    }

    /// Puts programs before the real ones that write down how they are called.
    /// - Returns: where programs are to be looked for.
    func recordingPrograms(_ names: [String], in folder: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in names {
            let script = "#!/bin/sh\necho \"$0 $*\" >> '\(folder)/calls'\nexec /usr/bin/\(name) \"$@\"\n"
            try Data(script.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(name)")
        }
        return "\(folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    }

    /// Expects none of the secrets, plain or encoded as it is sent, in anything that was taken.
    func expectNone() {
        for (source, text) in told.withLock(\.self) {
            for secret in texts where text.contains(secret) {
                let place = text.firstRange(of: secret).map { text[..<$0.lowerBound].suffix(80) } ?? ""
                Issue.record("\(source) tells a secret after “\(place)”")
            }
        }
    }

    /// How much was looked through, so that a test of nothing shows.
    var sources: Set<String> { told.withLock { Set($0.map(\.source)) } }
}
