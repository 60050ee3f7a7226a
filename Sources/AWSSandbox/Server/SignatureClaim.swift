import AWS
import AWSPartition
import Digest
import Foundation

/// What a request says about who signed it, in the `Authorization` header or in the query of a presigned URL.
struct SignatureClaim: Sendable {
    let accessKeyID: String
    let day: String
    let region: String
    let service: String
    let signedHeaders: [String]
    let signature: String
    let date: String?
    let sessionToken: String?
    /// For presigned URLs, how many seconds they are good for.
    let expires: Int?

    /// Reads the claim of a request.
    /// - Returns: nil when there is none, or none that can be read.
    init?(_ head: RequestHead) {
        if let header = head.header("authorization") {
            self.init(authorization: header, head)
        } else {
            self.init(presigned: head)
        }
    }

    private init?(authorization: String, _ head: RequestHead) {
        guard authorization.hasPrefix(SignatureV4.algorithm) else { return nil }
        var fields: [String: String] = [:]
        for part in authorization.dropFirst(SignatureV4.algorithm.count).split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { fields[String(pair[0])] = String(pair[1]) }
        }
        self.init(
            credential: fields["Credential"], headers: fields["SignedHeaders"], signature: fields["Signature"], date: head.header("x-amz-date"),
            token: head.header("x-amz-security-token"), expires: nil)
    }

    private init?(presigned head: RequestHead) {
        guard head.parameter("X-Amz-Algorithm") == SignatureV4.algorithm else { return nil }
        self.init(
            credential: head.parameter("X-Amz-Credential"), headers: head.parameter("X-Amz-SignedHeaders"),
            signature: head.parameter("X-Amz-Signature"),
            date: head.parameter("X-Amz-Date"), token: head.parameter("X-Amz-Security-Token"),
            expires: head.parameter("X-Amz-Expires").flatMap(Int.init) ?? 0)
    }

    private init?(credential: String?, headers: String?, signature: String?, date: String?, token: String?, expires: Int?) {
        let scope = (credential ?? "").split(separator: "/").map(String.init)
        guard scope.count == 5, scope[4] == "aws4_request", let headers, let signature else { return nil }
        (accessKeyID, day, region, service) = (scope[0], scope[1], scope[2], scope[3])
        signedHeaders = headers.split(separator: ";").map(String.init)
        self.signature = signature
        self.date = date
        sessionToken = token
        self.expires = expires
    }
}

/// What is wrong with a request's signature, before its service words it.
enum SignatureProblem: Error {
    case missing
    case unknownKey
    case wrongToken
    case mismatch
    case skewed
    case expired
}

extension SignatureClaim {
    /// Checks the signature of a request.
    /// - Parameter payloadHash: the digest of the body as the signature has it.
    func verify(_ head: RequestHead, payloadHash: String, key: AccessKey, now: Date) throws(SignatureProblem) {
        guard key.sessionToken == sessionToken else { throw .wrongToken }
        guard let date, let signingDate = SigningDate(text: date), signingDate.day == day, let age = SignatureClaim.age(of: date, at: now) else {
            throw .mismatch
        }
        // AWS takes clocks that are up to 15 minutes off.
        if let expires {
            guard age <= Double(expires), age >= -900 else { throw .expired }
        } else if abs(age) > 900 {
            throw .skewed
        }
        let headers = signedHeaders.map { name in
            (name: name, value: name == "host" ? head.host : head.header(name) ?? "")
        }
        let request = CanonicalRequest(
            method: head.method, path: head.path, query: head.query.filter { $0.name != "X-Amz-Signature" }, headers: headers,
            payloadHash: payloadHash,
            isS3: service == ServiceName.s3.rawValue)
        let signature = SignatureV4(region: Region(region), signingName: service, date: signingDate)
            .signature(of: request, secretAccessKey: key.secretAccessKey)
        guard constantTimeEqual(Array(signature.utf8), Array(self.signature.utf8)), signedHeaders.contains("host") else { throw .mismatch }
    }

    /// Returns how many seconds ago a date like `20261124T120000Z` was.
    private static func age(of date: String, at now: Date) -> Double? {
        let digits = date.utf8.compactMap { (0x30...0x39).contains($0) ? Int($0 - 0x30) : nil }
        guard digits.count == 14 else { return nil }
        let number: (Range<Int>) -> Int = { digits[$0].reduce(0) { $0 * 10 + $1 } }
        var components = DateComponents()
        components.year = number(0..<4)
        components.month = number(4..<6)
        components.day = number(6..<8)
        components.hour = number(8..<10)
        components.minute = number(10..<12)
        components.second = number(12..<14)
        return SignatureClaim.calendar.date(from: components).map { now.timeIntervalSince($0) }
    }

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}

/// An access key that the sandbox knows.
struct AccessKey: Sendable {
    let secretAccessKey: String
    let sessionToken: String?
    let account: String
}

extension World {
    /// Returns an access key, nil when nobody has it or it has expired.
    func accessKey(_ id: String, at now: Date) -> AccessKey? {
        if let secret = configuration.accessKeys[id] {
            return AccessKey(secretAccessKey: secret, sessionToken: nil, account: configuration.accounts[id] ?? configuration.account)
        }
        guard let session = sts.sessions[id], session.expiresAt > now else { return nil }
        return AccessKey(secretAccessKey: session.secretAccessKey, sessionToken: session.sessionToken, account: session.account)
    }
}
