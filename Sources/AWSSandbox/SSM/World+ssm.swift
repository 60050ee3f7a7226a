import CanonicalJSON
import Foundation

extension World {
    /// Answers a call to Systems Manager's parameter store.
    mutating func answerSSM(_ call: Call) throws -> JSON {
        switch call.action {
        case "PutParameter": return try putParameter(call)
        case "GetParameter":
            let name = try text("Name", call)
            guard let parameter = ssm[call.region]?.parameters[name] else { throw World.parameterNotFound(name) }
            return ["Parameter": json(parameter, call)]
        case "GetParameters": return try getParameters(call)
        case "GetParametersByPath": return try getParametersByPath(call)
        case "DeleteParameter":
            let name = try text("Name", call)
            guard ssm[call.region]?.parameters.removeValue(forKey: name) != nil else { throw World.parameterNotFound(name) }
            return .object([:])
        case "DeleteParameters": return deleteParameters(call)
        case "AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource": return try changeParameterTags(call)
        default: throw ServiceError("UnknownOperationException", "The operation \(call.action) is not known")
        }
    }

    private static func parameterNotFound(_ name: String) -> ServiceError { ServiceError("ParameterNotFound", "Parameter \(name) not found.") }

    private func json(_ parameter: StoredParameter, _ call: Call) -> JSON {
        parameter.json(region: call.region, account: call.account, partition: configuration.partition)
    }

    /// Returns a text member that the call must have.
    func text(_ name: String, _ call: Call) throws -> String {
        guard let text = call.json[name]?.stringValue, !text.isEmpty else {
            throw ServiceError(
                "ValidationException", "1 validation error detected: Value null at '\(name)' failed to satisfy constraint: Member must not be null")
        }
        return text
    }

    private mutating func putParameter(_ call: Call) throws -> JSON {
        let name = try text("Name", call)
        let value = try text("Value", call)
        try checkName(name)
        let old = ssm[call.region]?.parameters[name]
        let overwrites = call.json["Overwrite"] == .bool(true)
        let tags = try parameterTags(call)
        if overwrites, !tags.isEmpty {
            throw ServiceError(
                "ValidationException",
                "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag.")
        }
        guard old == nil || overwrites else {
            throw ServiceError(
                "ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.")
        }
        guard let type = call.json["Type"]?.stringValue ?? old?.type, ["String", "StringList", "SecureString"].contains(type) else {
            throw ServiceError("ValidationException", "A parameter type is required when you create a parameter.")
        }
        guard value.utf8.count <= 4096 else {
            throw ServiceError("ValidationException", "Standard tier parameters support a maximum parameter value of 4096 characters.")
        }
        let dataType = call.json["DataType"]?.stringValue ?? old?.dataType ?? "text"
        try check(value, dataType: dataType, call)
        let version = (old?.version ?? 0) + 1
        ssm[call.region, default: SSMState()].parameters[name] = StoredParameter(
            name: name, value: value, type: type, dataType: dataType, description: call.json["Description"]?.stringValue ?? old?.description,
            version: version, modifiedAt: call.now, tags: old?.tags ?? tags)
        return ["Version": .integer(version), "Tier": "Standard"]
    }

    /// Source: botocore's model of PutParameter, `Name`.
    private func checkName(_ name: String) throws {
        let plain = name.drop { $0 == "/" }.lowercased()
        guard !plain.hasPrefix("aws"), !plain.hasPrefix("ssm") else {
            throw ServiceError("ValidationException", "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).")
        }
        let isAllowed = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || "/._-".utf8.contains(byte)
        }
        guard isAllowed, name.utf8.count <= 1011 else {
            throw ServiceError("ValidationException", "Parameter name must only contain letters, numbers, and the following symbols: . _ - /")
        }
        guard !name.contains("/") || name.hasPrefix("/") else {
            throw ServiceError("ValidationException", "Parameter name must be a fully qualified name.")
        }
    }

    private func check(_ value: String, dataType: String, _ call: Call) throws {
        switch dataType {
        case "text", "aws:ssm:integration": return
        case "aws:ec2:image":
            guard isID(value, "ami-") else {
                throw ServiceError(
                    "ValidationException", "The value \(value) is not in the format of an AMI id, as the data type aws:ec2:image demands.")
            }
            guard ec2[call.region]?.images[value] != nil else {
                throw ServiceError("ValidationException", "The AMI \(value) does not exist in this region or is not shared with this account.")
            }
        default: throw ServiceError("ValidationException", "The following data type is not supported: \(dataType)")
        }
    }

    private func parameterTags(_ call: Call) throws -> [String: String] {
        var tags: [String: String] = [:]
        for tag in call.json["Tags"]?.arrayValue ?? [] {
            let (key, value) = (tag["Key"]?.stringValue ?? "", tag["Value"]?.stringValue ?? "")
            guard (1...128).contains(key.count), value.count <= 256, isTagText(key), isTagText(value) else {
                throw ServiceError(
                    "ValidationException", "1 validation error detected: Value at 'tags' failed to satisfy constraint: \(key)=\(value)")
            }
            tags[key] = value
        }
        return tags
    }

    private func getParameters(_ call: Call) throws -> JSON {
        let names = (call.json["Names"]?.arrayValue ?? []).compactMap(\.stringValue)
        guard (1...10).contains(names.count) else {
            throw ServiceError(
                "ValidationException",
                "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10")
        }
        let known = ssm[call.region]?.parameters ?? [:]
        return [
            "Parameters": .array(Set(names).sorted().compactMap { known[$0] }.map { json($0, call) }),
            "InvalidParameters": .array(names.filter { known[$0] == nil }.map(JSON.string)),
        ]
    }

    private func getParametersByPath(_ call: Call) throws -> JSON {
        let path = try text("Path", call)
        guard path.hasPrefix("/") else { throw ServiceError("ValidationException", "The parameter path must start with /") }
        let prefix = path.hasSuffix("/") ? path : path + "/"
        let recursive = call.json["Recursive"] == .bool(true)
        let limit = call.json["MaxResults"]?.integerValue ?? 10
        guard (1...10).contains(limit) else { throw ServiceError("ValidationException", "MaxResults must be from 1 to 10") }
        let after = call.json["NextToken"]?.stringValue ?? ""
        let all =
            (ssm[call.region]?.parameters.values.filter { parameter in
                parameter.name.hasPrefix(prefix) && (recursive || !parameter.name.dropFirst(prefix.count).contains("/")) && parameter.name > after
            } ?? []).sorted { $0.name < $1.name }
        var answer: [String: JSON] = ["Parameters": .array(all.prefix(limit).map { json($0, call) })]
        if all.count > limit { answer["NextToken"] = .string(all[limit - 1].name) }
        return .object(answer)
    }

    private mutating func deleteParameters(_ call: Call) -> JSON {
        let names = (call.json["Names"]?.arrayValue ?? []).compactMap(\.stringValue)
        let deleted = names.filter { ssm[call.region]?.parameters.removeValue(forKey: $0) != nil }
        return [
            "DeletedParameters": .array(deleted.map(JSON.string)),
            "InvalidParameters": .array(names.filter { !deleted.contains($0) }.map(JSON.string)),
        ]
    }

    private mutating func changeParameterTags(_ call: Call) throws -> JSON {
        let id = try text("ResourceId", call)
        guard call.json["ResourceType"]?.stringValue == "Parameter", let parameter = ssm[call.region]?.parameters[id] else {
            throw ServiceError("InvalidResourceId", "The resource ID is not valid. Verify that you entered the correct ID and try again.")
        }
        switch call.action {
        case "AddTagsToResource":
            let tags = parameter.tags.merging(try parameterTags(call)) { $1 }
            guard tags.count <= 50 else { throw ServiceError("TooManyTagsError", "A resource can have at most 50 tags.") }
            ssm[call.region]?.parameters[id]?.tags = tags
        case "RemoveTagsFromResource":
            for key in call.json["TagKeys"]?.arrayValue ?? [] { ssm[call.region]?.parameters[id]?.tags[key.stringValue ?? ""] = nil }
        default:
            return ["TagList": .array(parameter.tags.sorted { $0.key < $1.key }.map { ["Key": .string($0.key), "Value": .string($0.value)] })]
        }
        return .object([:])
    }
}
