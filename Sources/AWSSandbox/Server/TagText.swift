/// Whether a text may be a tag's key or value in S3, SSM and the Marketplace catalog: letters, numbers, blanks and `_.:/=+-@` (botocore's models of
/// SSM and of the catalog, `TagValue`). EC2 takes any character.
func isTagText(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber, .otherNumber,
            .spaceSeparator, .lineSeparator, .paragraphSeparator:
            true
        default: "_.:/=+-@".unicodeScalars.contains(scalar)
        }
    }
}
