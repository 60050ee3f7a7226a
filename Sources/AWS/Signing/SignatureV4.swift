package import AWSPartition
import Digest
package import Foundation

/// AWS Signature Version 4: pure functions of the request, the credentials and the date.
package struct SignatureV4: Sendable {
    package let region: Region
    /// The service's signing name.
    package let signingName: String
    /// When the request is signed.
    package let date: SigningDate

    package init(region: Region, signingName: String, date: Date) {
        self.init(region: region, signingName: signingName, date: SigningDate(date))
    }

    package init(region: Region, signingName: String, date: SigningDate) {
        self.region = region
        self.signingName = signingName
        self.date = date
    }

    /// The day, region and service that a signing key is good for.
    package var scope: String { "\(date.day)/\(region.rawValue)/\(signingName)/aws4_request" }

    /// Returns the text whose authentication code is the signature.
    package func stringToSign(_ request: CanonicalRequest) -> String {
        "\(SignatureV4.algorithm)\n\(date.text)\n\(scope)\n\(request.digest)"
    }

    /// Returns the signature of a request in lower-case hex.
    package func signature(of request: CanonicalRequest, secretAccessKey: String) -> String {
        HMACSHA256.code(key: signingKey(secretAccessKey), message: stringToSign(request)).hex
    }

    /// Returns the value of the `Authorization` header.
    package func authorization(of request: CanonicalRequest, credentials: Credentials) -> String {
        let signature = signature(of: request, secretAccessKey: credentials.secretAccessKey)
        return
            "\(SignatureV4.algorithm) Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(request.signedHeaders), Signature=\(signature)"
    }

    private func signingKey(_ secretAccessKey: String) -> [UInt8] {
        let day = HMACSHA256.code(key: Array("AWS4\(secretAccessKey)".utf8), message: date.day).bytes
        let region = HMACSHA256.code(key: day, message: region.rawValue).bytes
        let service = HMACSHA256.code(key: region, message: signingName).bytes
        return HMACSHA256.code(key: service, message: "aws4_request").bytes
    }

    /// The algorithm's name in signatures.
    package static let algorithm = "AWS4-HMAC-SHA256"

    /// The payload hash of requests to S3 whose body the signature does not cover.
    package static let unsignedPayload = "UNSIGNED-PAYLOAD"
}

/// A point in time as signatures write it, such as `20150830T123600Z`.
package struct SigningDate: Sendable, Hashable {
    package let text: String

    package init(_ date: Date) {
        text = date.formatted(
            Date.VerbatimFormatStyle(
                format:
                    "\(year: .extended(minimumLength: 4))\(month: .twoDigits)\(day: .twoDigits)T\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\(second: .twoDigits)Z",
                locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
    }

    /// Takes a date that somebody else wrote.
    /// - Returns: nil when it is not of the form `yyyymmddThhmmssZ`.
    package init?(text: String) {
        let bytes = Array(text.utf8)
        let isDigit: (Int) -> Bool = { (0x30...0x39).contains(bytes[$0]) }
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"), (0..<8).allSatisfy(isDigit),
            (9..<15).allSatisfy(isDigit)
        else { return nil }
        self.text = text
    }

    /// The first eight digits.
    package var day: String { String(text.prefix(8)) }
}
