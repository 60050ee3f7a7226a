package import AWSPartition
import CanonicalJSON
import HTTP

/// A parameter of Systems Manager's store.
package struct StoredParameter: Sendable, Hashable {
    package let name: String
    package let value: String
    package let version: Int
}

extension AWSClient {
    /// Returns the parameters that exist of those asked for. Takes any number of names; SSM takes ten a call.
    package func getParameters(_ names: [String], in region: Region) async throws(AWSError) -> [StoredParameter] {
        var found: [StoredParameter] = []
        for start in stride(from: 0, to: names.count, by: 10) {
            let slice = names[start..<min(start + 10, names.count)]
            let answer = try await ssm("GetParameters", in: region, ["Names": .strings(slice)])
            found += (answer["Parameters"]?.arrayValue ?? []).compactMap { parameter in
                guard let name = parameter["Name"]?.stringValue, let value = parameter["Value"]?.stringValue else { return nil }
                return StoredParameter(name: name, value: value, version: parameter["Version"]?.integerValue ?? 0)
            }
        }
        return found
    }

    /// Stores the id of an image; SSM checks that the image exists. Each time makes a version: after an ambiguous failure, look first.
    /// - Parameter tags: SSM takes none together with `overwrite`.
    /// - Throws: `AWSError`; `ParameterAlreadyExists` when there is one and it must not be overwritten.
    package func putImageParameter(
        name: String, imageID: String, description: String?, overwrite: Bool, tags: [AWSTag] = [], in region: Region
    ) async throws(AWSError) {
        var members: [String: JSON] = [
            "Name": .string(name), "Value": .string(imageID), "Type": "String", "DataType": "aws:ec2:image", "Overwrite": .bool(overwrite),
        ]
        if let description { members["Description"] = .string(description) }
        if !tags.isEmpty { members["Tags"] = .tags(tags) }
        _ = try await ssm("PutParameter", in: region, repetition: .onlyIfNotProcessed, .object(members))
    }

    /// Gives tags to a parameter that exists; tags of the same keys are replaced.
    package func addTags(_ tags: [AWSTag], toParameter name: String, in region: Region) async throws(AWSError) {
        _ = try await ssm("AddTagsToResource", in: region, ["ResourceType": "Parameter", "ResourceId": .string(name), "Tags": .tags(tags)])
    }

    private func ssm(
        _ action: String, in region: Region, repetition: AWSRequest.Repetition = .idempotent, _ members: JSON
    ) async throws(AWSError) -> JSON {
        let request = AWSRequest(
            service: .ssm, region: region, action: action,
            headers: [(name: "content-type", value: "application/x-amz-json-1.1"), (name: "x-amz-target", value: "AmazonSSM.\(action)")],
            body: .bytes(Array(members.canonicalText.utf8)), repetition: repetition)
        return try await sendForJSON(request)
    }

    /// Sends a call whose answer is JSON.
    func sendForJSON(_ request: AWSRequest) async throws(AWSError) -> JSON {
        try await send(request) { body in body.isEmpty ? .object([:]) : try JSON(parsing: body) }
    }
}

extension JSON {
    fileprivate static func tags(_ tags: [AWSTag]) -> JSON { .array(tags.map { ["Key": .string($0.key), "Value": .string($0.value)] }) }
}
