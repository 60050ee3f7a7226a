import Foundation
import ImageConfig

extension ImageDefinition {
    /// Returns what the image's file of UEFI variables holds; nil for an image without one.
    /// - Throws: `EngineError` for a file that cannot be read.
    func readUEFIData() throws(EngineError) -> String? {
        guard let uefiData else { return nil }
        do {
            return try String(contentsOfFile: uefiData, encoding: .utf8)
        } catch {
            throw EngineError(.fileUnreadable, image: name, "the UEFI data \(uefiData) cannot be read: \(error.localizedDescription)")
        }
    }
}
