import AWS

extension AWSTag {
    /// The tag as every service takes it: S3, SSM and the Marketplace catalog know letters, numbers, blanks and `_.:/=+-@` only (botocore's models,
    /// `TagValue`), and at most 256 characters; others become `_`.
    var plain: AWSTag { AWSTag(AWSTag.plain(key, 128), AWSTag.plain(value, 256)) }

    private static func plain(_ text: String, _ length: Int) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(length).map { isPlain($0) ? $0 : "_" }))
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber, .otherNumber,
            .spaceSeparator:
            true
        default: "_.:/=+-@".unicodeScalars.contains(scalar)
        }
    }
}
