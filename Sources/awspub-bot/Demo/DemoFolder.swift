import Foundation

/// Where a demo keeps its remote, its clone and the bot's state.
struct DemoFolder: Sendable {
    let path: String
    private let isTemporary: Bool

    /// Makes the folder. What an earlier demo left in it is removed; a folder with anything else in it is refused.
    init(_ directory: String?) throws {
        isTemporary = directory == nil
        let temporary = FileManager.default.temporaryDirectory.appending(path: "awspub-bot-demo-\(UUID().uuidString)").path
        let path = URL(filePath: directory ?? temporary).standardizedFileURL.path
        self.path = path
        let marker = path + "/.awspub-bot-demo"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let present = try FileManager.default.contentsOfDirectory(atPath: path)
            guard present.isEmpty || FileManager.default.fileExists(atPath: marker) else {
                throw CommandFailure(.usage, "\(path) is not empty; the demo needs a folder of its own")
            }
            for name in ["remote.git", "clone", "state"] where present.contains(name) {
                try FileManager.default.removeItem(atPath: path + "/" + name)
            }
            try Data().write(to: URL(filePath: marker))
        } catch let error as CocoaError {
            throw CommandFailure(.usage, "\(path) cannot be used: \(error.localizedDescription)")
        }
    }

    var remote: String { path + "/remote.git" }
    var clone: String { path + "/clone" }
    var state: String { path + "/state" }

    /// Copies the sample's files into the clone, but for results that it may hold of its own. What is in the files is copied and nothing else:
    /// an ordinary user cannot give files away to the sample's owner or group.
    func copySample(from sample: String) throws {
        for entry in try FileManager.default.subpathsOfDirectory(atPath: sample) where entry != "manifests" && !entry.hasPrefix("manifests/") {
            let (source, target) = ("\(sample)/\(entry)", "\(clone)/\(entry)")
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else { continue }
            let folder = isFolder.boolValue ? target : URL(filePath: target).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            if !isFolder.boolValue { try Data(contentsOf: URL(filePath: source)).write(to: URL(filePath: target)) }
        }
    }

    func removeIfTemporary() {
        // A temporary folder that stays behind is no reason for a demo to fail.
        if isTemporary { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Looks for `sample-config-repo` in the working directory and in the folders above the program.
    static func findSample() throws -> String {
        var folder = URL(filePath: Program.ownPath).deletingLastPathComponent()
        var candidates = [URL(filePath: FileManager.default.currentDirectoryPath)]
        while folder.path != "/" {
            candidates.append(folder)
            folder.deleteLastPathComponent()
        }
        for candidate in candidates {
            let sample = candidate.appending(path: "sample-config-repo").path
            if FileManager.default.fileExists(atPath: sample + "/images") { return sample }
        }
        throw CommandFailure(.usage, "there is no sample-config-repo near the program; name one with --sample")
    }
}
