import ConfigDiff
import Foundation
import Git

extension SourceStore {
    /// Removes the copies of sources that no config of a commit has, as a new image leaves the old one. Nothing may run meanwhile.
    func removeUnused(at snapshot: CommitSnapshot) {
        let wanted = Set(snapshot.configs.values.compactMap(\.source.copyName))
        let files = FileManager.default.enumerator(atPath: directory)
        while let name = files?.nextObject() as? String {
            guard files?.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
            // A download that goes on another time has an ending.
            let copy = (name.split(separator: "/").last ?? "").prefix { $0 != "." }
            // What cannot be removed now is removed another time.
            if !wanted.contains(String(copy)) { try? FileManager.default.removeItem(atPath: "\(directory)/\(name)") }
        }
    }
}

extension SourceContent {
    /// What a copy of it is called; nil where there is none.
    fileprivate var copyName: String? {
        switch self {
        case .blob(_, let id): id.hex
        case .largeFile(_, let sha256, _): sha256
        case .pinned(let sha256, _, _): "sha256-\(sha256)"
        case .host, .unknown: nil
        }
    }
}
