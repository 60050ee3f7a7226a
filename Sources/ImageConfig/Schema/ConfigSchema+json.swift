package import CanonicalJSON

/// JSON Schemas, made from the same declarations that the validator uses, so that the two cannot drift apart.
package enum ConfigJSONSchema {
    /// The schema of a config, in JSON Schema 2020-12. What only a program can check, such as a region that is both wanted and denied, is left
    /// to `validate`.
    package static var document: JSON {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "awspub config",
            "type": "object",
            "required": ["awspub"],
            "properties": ["awspub": ConfigSchema.awspub.json, "awspub-bot": .nullable(ConfigSchema.bot.json)],
        ]
    }
}

extension ObjectType {
    var json: JSON {
        [
            "type": "object",
            "additionalProperties": false,
            "required": .strings(fields.filter(\.isRequired).map(\.name)),
            "properties": .object(Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.json) })),
        ]
    }
}

extension ObjectType.Field {
    fileprivate var json: JSON {
        var schema = isNullable ? JSON.nullable(type.json) : type.json
        if case .members(var members) = schema {
            if !summary.isEmpty { members["description"] = .string(summary) }
            if !isRequired, defaultValue.json != .null { members["default"] = defaultValue.json }
            schema = .members(members)
        }
        return schema
    }
}

extension ValueType {
    var json: JSON {
        switch self {
        case .text, .path: ["type": "string"]
        case .sizedText(let size): ["type": "string", "minLength": .integer(size.lowerBound), "maxLength": .integer(size.upperBound)]
        case .integer(let range, let takesBooleans):
            [
                "anyOf": .array(
                    [
                        ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)],
                        // What pydantic takes for a whole number; the range of such a text is left to `validate`.
                        ["type": "string", "pattern": #"^\s*[-+]?[0-9]+(_[0-9]+)*(\.0+)?\s*$"#],
                    ] + (takesBooleans ? [["type": "boolean"]] : []))
            ]
        case .boolean:
            [
                "anyOf": [
                    ["type": "boolean"], ["enum": [0, 1]],
                    [
                        "type": "string",
                        "pattern": "^(1|0|[tT]|[fF]|[yY]|[nN]|[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[yY][eE][sS]|[nN][oO]|[oO][nN]|[oO][fF][fF])$",
                    ],
                ]
            ]
        case .choice(let choices): ["enum": .strings(choices)]
        case .share:
            [
                "type": "string",
                "pattern":
                    "^((aws(-cn|-us-gov)?:)?[0-9]{12}|arn:aws(-cn)?(-us-gov)?:organizations::[0-9]{12}:(organization/o-[a-z0-9]{10,32}|ou/o-[a-z0-9]{10,32}/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}))$",
            ]
        case .digest: ["type": "string", "pattern": "^[0-9a-fA-F]{64}$"]
        case .sourceURL:
            [
                "type": "string",
                "pattern":
                    #"^(https|s3)://([^/@: ]+|\[[^/@ ]+\])(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?/[^ ]+$"#,
                // A presigned URL is a credential.
                "not": ["pattern": "[Xx]-[Aa][Mm][Zz]-([Ss]ignature|[Cc]redential)="],
            ]
        case .days: ["type": "string", "pattern": "^0*([1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|36[0-4][0-9]|3650)d$"]
        case .duration: ["type": "string", "pattern": "^[0-9]+[smhd]$"]
        case .timeOfDay: ["type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"]
        case .timeZone: ["type": "string"]
        case .list(let element): ["type": "array", "items": element.json]
        case .map(let value): ["type": "object", "additionalProperties": value.json]
        case .object(let object): object.json
        }
    }
}

extension JSON {
    /// A schema that also takes null.
    fileprivate static func nullable(_ schema: JSON) -> JSON { ["anyOf": [schema, ["type": "null"]]] }
}
