import Foundation

/// A program `git` before the real one, which counts its runs and kills who runs it at a certain one.
struct KillingGit: Sendable {
    /// A moment at which who runs git is killed.
    struct Moment: Sendable, CustomStringConvertible {
        /// Which of its git processes, from 1.
        let call: Int
        let isAfter: Bool

        var description: String { "\(isAfter ? "after" : "before") git process \(call)" }

        /// Returns both moments of every call.
        static func all(_ calls: Int) -> [Moment] {
            (1...calls).flatMap { [Moment(call: $0, isAfter: false), Moment(call: $0, isAfter: true)] }
        }
    }

    private let folder: String

    /// - Parameter moment: nil to kill nobody.
    init(in folder: String, _ moment: Moment?) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = """
            #!/bin/sh
            echo run >> '\(folder)/count'
            n=$(wc -l < '\(folder)/count')
            [ "$n" -eq \(moment?.call ?? 0) ] && [ \(moment?.isAfter ?? false) = false ] && kill -9 $PPID && exit 1
            /usr/bin/git "$@"
            code=$?
            [ "$n" -eq \(moment?.call ?? 0) ] && kill -9 $PPID
            exit $code

            """
        try Data(script.utf8).write(to: URL(filePath: "\(folder)/git"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/git")
    }

    /// Where programs are looked for.
    var path: String { "\(folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")" }

    /// How often it was run.
    var count: Int {
        String(decoding: FileManager.default.contents(atPath: "\(folder)/count") ?? Data(), as: UTF8.self).split(separator: "\n").count
    }
}
