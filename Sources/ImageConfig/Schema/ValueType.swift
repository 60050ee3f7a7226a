/// What a value of a config may be. The validator and the JSON Schema are both made from these declarations.
enum ValueType: Sendable {
    case text
    /// A text of so many characters.
    case sizedText(ClosedRange<Int>)
    case path
    case integer(ClosedRange<Int>, takesBooleans: Bool = true)
    case boolean
    case choice([String])
    /// An account, organization or organizational unit with a partition.
    case share
    /// Lower- or upper-case hex of a SHA-256 digest.
    case digest
    /// `https://HOST/PATH` or `s3://BUCKET/KEY`.
    case sourceURL
    /// A number of days, written like `730d`.
    case days
    /// So many seconds, written like `90s`, `5m`, `24h` or `7d`.
    case duration(ClosedRange<Int>)
    /// `HH:MM`, up to `24:00`; in minutes.
    case timeOfDay
    /// A name of the IANA time zone database.
    case timeZone
    indirect case list(ValueType)
    /// Any text keys.
    indirect case map(ValueType)
    indirect case object(ObjectType)
}

/// A mapping with known keys.
struct ObjectType: Sendable {
    /// What a person calls it.
    let name: String
    let fields: [Field]
    /// Whether `regions` and `regions_denylist` must not name the same region.
    var separatesRegions = false
    /// Whether absent keys stay absent instead of getting their default.
    var leavesAbsentOut = false

    /// A class, since the validator goes through all fields for every mapping.
    final class Field: Sendable {
        let name: String
        let type: ValueType
        let isRequired: Bool
        let isNullable: Bool
        let defaultValue: CheckedValue
        /// One sentence for editors.
        let summary: String

        private init(name: String, type: ValueType, isRequired: Bool, isNullable: Bool, defaultValue: CheckedValue, summary: String) {
            self.name = name
            self.type = type
            self.isRequired = isRequired
            self.isNullable = isNullable
            self.defaultValue = defaultValue
            self.summary = summary
        }

        /// A key that must be there, with a value.
        static func required(_ name: String, _ type: ValueType, nullable: Bool = false, _ summary: String = "") -> Field {
            Field(name: name, type: type, isRequired: true, isNullable: nullable, defaultValue: .null, summary: summary)
        }

        /// A key that may be absent or null.
        static func optional(_ name: String, _ type: ValueType, nullable: Bool = true, default value: CheckedValue = .null, _ summary: String = "")
            -> Field
        {
            Field(name: name, type: type, isRequired: false, isNullable: nullable, defaultValue: value, summary: summary)
        }
    }
}
