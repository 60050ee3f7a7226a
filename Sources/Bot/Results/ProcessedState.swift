import CanonicalJSON
import Git

/// What the bot keeps beside the manifests: the last commit whose definitions were run.
enum ProcessedState {
    static let fileName = ".state.json"

    static func bytes(processed: ObjectID) -> [UInt8] {
        let state: JSON = ["processed": .string(processed.hex)]
        return Array((state.prettyText + "\n").utf8)
    }

    /// - Returns: nil when the file is not what the bot writes; that only costs a full comparison.
    static func processed(_ bytes: [UInt8]) -> ObjectID? {
        guard let state = try? JSON(parsing: bytes) else { return nil }  // a file that somebody broke is as good as none
        return state["processed"]?.stringValue.flatMap(ObjectID.init(hex:))
    }
}
