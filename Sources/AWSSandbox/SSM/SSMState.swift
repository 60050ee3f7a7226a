import CanonicalJSON
import Foundation

/// The parameters of a region.
struct SSMState: Sendable {
    var parameters: [String: StoredParameter] = [:]

    var json: JSON {
        .object(
            parameters.mapValues { parameter in
                .object([
                    "value": .string(parameter.value), "type": .string(parameter.type), "dataType": .string(parameter.dataType),
                    "version": .integer(parameter.version), "description": parameter.description.map(JSON.string) ?? .null,
                    "tags": .object(parameter.tags.mapValues(JSON.string)),
                ])
            })
    }
}

/// A parameter.
struct StoredParameter: Sendable {
    let name: String
    var value: String
    var type: String
    var dataType: String
    var description: String?
    var version: Int
    var modifiedAt: Date
    var tags: [String: String]

    func json(region: String, account: String, partition: String) -> JSON {
        .object([
            "Name": .string(name), "Type": .string(type), "Value": .string(value), "Version": .integer(version), "DataType": .string(dataType),
            "LastModifiedDate": .number(modifiedAt.timeIntervalSince1970),
            "ARN": .string("arn:\(partition):ssm:\(region):\(account):parameter\(name.hasPrefix("/") ? "" : "/")\(name)"),
        ])
    }
}
