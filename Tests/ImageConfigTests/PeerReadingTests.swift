import CanonicalJSON
import Foundation
import ImageConfig
import Subprocess
import Testing

/// Our reading of configs held against awspub's own.
struct PeerReadingTests {
    @Test("awspub accepts what we accept with the same meaning, and refuses what we refuse, but for what is documented")
    func differential() async throws {
        // The key is younger than the awspub that the tests install; `awspub-bot` is ours alone.
        let cases = ConfigCase.all.filter { !$0.text.contains("upload_multipart_concurrency") && !$0.text.contains("awspub-bot:") }
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL.path(percentEncoded: false)
        let job = JSON.array(cases.map { ["text": .string($0.text), "mapping": .optional($0.mapping)] })
        let result = try await Subprocess.run(
            .name("env"), arguments: ["--", "\(root)/.venv/bin/python", "\(root)/Tests/python/configs/awspub_verdicts.py"],
            input: .string(job.canonicalText), output: .string(limit: 8 << 20), error: .string(limit: 1 << 20))
        let verdicts = try JSON(parsing: result.standardOutput).arrayValue ?? []
        try #require(verdicts.count == cases.count, "\(result.standardError)")
        for (item, verdict) in zip(cases, verdicts) {
            let isSame = (item.problem == nil) == (verdict["accepted"] == true)
            #expect(isSame == (item.difference == nil), "\(item.text) \(verdict)")
            guard isSame, item.problem == nil, item.difference == nil else { continue }
            // Our reader of JSON takes names that differ in Unicode normalisation for one; the text tells them apart.
            let ours = item.reading.normalized.withoutConcurrency
            #expect(ours == verdict["config"] || ours.canonicalText == verdict["text"]?.stringValue, "\(item.text)")
        }
    }
}

extension JSON {
    /// The key is younger than the awspub that the tests install.
    fileprivate var withoutConcurrency: JSON {
        guard case .members(var members) = self else { return self }
        if case .members(var s3)? = members["s3"] {
            s3["upload_multipart_concurrency"] = nil
            members["s3"] = .members(s3)
        }
        return .members(members)
    }
}
