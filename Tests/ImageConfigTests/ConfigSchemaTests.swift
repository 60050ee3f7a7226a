import CanonicalJSON
import Foundation
import ImageConfig
import Subprocess
import Testing

/// The JSON Schema, held against our validator by an independent one.
struct ConfigSchemaTests {
    /// What a schema cannot say, and what this test's way from YAML to JSON hides.
    private static let beyondSchemas = [
        "cannot be both", "a key must be a text", "a whole number from 1 to 65536", "has no image", "is of another partition",
    ]

    @Test("an independent validator accepts what we accept, and refuses what we refuse")
    func agreement() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL.path(percentEncoded: false)
        let cases = ConfigCase.all.filter { $0.mapping == nil && $0.difference == nil && !$0.text.contains("$") }
        let job: JSON = ["schema": ConfigJSONSchema.document, "texts": .strings(cases.map(\.text))]
        let result = try await Subprocess.run(
            .name("env"), arguments: ["--", "\(root)/.venv/bin/python", "\(root)/Tests/python/schema/check.py"], input: .string(job.canonicalText),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        let accepted = Set((try JSON(parsing: result.standardOutput).arrayValue ?? []).compactMap(\.integerValue))
        #expect(accepted.count > 200)
        for (index, item) in cases.enumerated() {
            guard let problem = item.problem else {
                #expect(accepted.contains(index), "\(item.text)")
                continue
            }
            if !ConfigSchemaTests.beyondSchemas.contains(where: problem.contains) { #expect(!accepted.contains(index), "\(item.text)") }
        }
    }

    @Test("editors can say something about every key")
    func descriptions() {
        func undescribed(_ schema: JSON, _ path: String) -> [String] {
            var found: [String] = []
            for (name, member) in schema["properties"]?.objectValue ?? [:] {
                if path != "", member["description"] == nil { found.append("\(path).\(name)") }
                found += undescribed(member, "\(path).\(name)")
            }
            for part in ["items", "additionalProperties"] { found += schema[part].map { undescribed($0, path) } ?? [] }
            return found + (schema["anyOf"]?.arrayValue ?? []).flatMap { undescribed($0, path) }
        }
        #expect(undescribed(ConfigJSONSchema.document, "") == [])
    }
}
