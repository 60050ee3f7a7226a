import AWS
import AWSPartition
import Digest
import ImageConfig

extension Context {
    /// Returns what the source is, by its content.
    /// - Throws: `EngineError` that says what to do, when EC2 could not import it.
    func sourceFormat() async throws -> SourceFormat {
        let sample: SourceSample
        let name: String
        if let object = sourceObject {
            name = "s3://\(object.location.bucket)/\(object.location.key)"
            sample = try await client.sample(object)
        } else {
            (name, sample) = (sourcePath, try SourceFile(path: sourcePath).sample())
        }
        let format: SourceFormat
        do { format = try SourceFormat.detect(sample) } catch { throw EngineError(.unusableSource, "the source \(name) \(error)") }
        if format == .raw, !SourceFormat.isBootable(sample) {
            events(EngineEvent(.note("\(name) has no mark of a disk format and no boot sector; it is imported as raw")))
        }
        return format
    }
}

extension AWSClient {
    fileprivate func sample(_ object: SourceObject) async throws(AWSError) -> SourceSample {
        guard object.size > 0 else { return SourceSample(size: 0, head: [], tail: []) }
        let head = try await getObject(object.location, range: 0..<min(object.size, Int64(SourceSample.headLength)))
        let tail = try await getObject(object.location, range: max(0, object.size - Int64(SourceSample.tailLength))..<object.size)
        return SourceSample(size: object.size, head: head, tail: tail)
    }
}
