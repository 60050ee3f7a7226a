import Foundation

/// The processes of this machine.
package enum ProcessList {
    /// Returns the command lines that contain a text.
    package static func commandLines(mentioning text: String) -> [String] {
        // A process that ends while it is looked at has no command line any more.
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { $0.allSatisfy(\.isNumber) }
            .map { String(decoding: FileManager.default.contents(atPath: "/proc/\($0)/cmdline") ?? Data(), as: UTF8.self) }
            .filter { $0.contains(text) }
    }
}
