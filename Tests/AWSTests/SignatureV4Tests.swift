import AWS
import AWSPartition
import Digest
import Foundation
import Testing

/// The inputs and signatures of AWS's published test suite for Signature Version 4.
struct SignatureV4Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var method = "GET"
        var path = "/"
        var query: [(name: String, value: String)] = []
        var headers: [(name: String, value: String)] = []
        var body = ""
        var token: String?
        var signature: String

        var testDescription: String { name }
    }

    static let everyUnreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    static let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
    static let vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"

    static let vectors: [Vector] = [
        Vector(name: "get-vanilla", signature: vanilla),
        Vector(name: "get-slash", path: "//", signature: vanilla),
        Vector(name: "get-relative", path: "/example/..", signature: vanilla),
        Vector(name: "get-slash-dot-slash", path: "/./", signature: vanilla),
        Vector(name: "get-relative-relative", path: "/example1/example2/../..", signature: vanilla),
        Vector(name: "get-slash-pointless-dot", path: "/./example", signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
        Vector(name: "get-slashes", path: "//example//", signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        Vector(name: "get-space", path: "/example space/", signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        Vector(name: "get-unreserved", path: "/\(everyUnreserved)", signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        Vector(name: "post-vanilla", method: "POST", signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        Vector(
            name: "get-vanilla-query-order-key", query: [(name: "Param2", value: "value2"), (name: "Param1", value: "value1")],
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        Vector(
            name: "get-vanilla-query-order-value", query: [(name: "Param1", value: "value2"), (name: "Param1", value: "value1")],
            signature: "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"),
        Vector(
            name: "get-vanilla-query-order-encoded",
            query: [(name: "Param-3", value: "Value3"), (name: "Param", value: "Value2"), (name: "ሴ", value: "Value1")],
            signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
        Vector(
            name: "get-vanilla-utf8-query", query: [(name: "ሴ", value: "bar")],
            signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
        Vector(
            name: "post-vanilla-empty-query-value", method: "POST", query: [(name: "Param1", value: "")],
            signature: "bf3f0f582c3027713f97f4cdd7cfa9e1db035de22ef7b04373f44f3a8ae51aa8"),
        Vector(
            name: "get-vanilla-query-unreserved", query: [(name: everyUnreserved, value: everyUnreserved)],
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
        Vector(
            name: "get-utf8", path: "/ሴ", signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        Vector(
            name: "get-header-key-duplicate",
            headers: [(name: "My-Header1", value: "value2"), (name: "My-Header1", value: "value2"), (name: "My-Header1", value: "value1")],
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
        Vector(
            name: "get-header-value-multiline", headers: [(name: "My-Header1", value: "value1\n  value2\n     value3")],
            signature: "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd"),
        Vector(
            name: "get-header-value-trim", headers: [(name: "My-Header1", value: " value1"), (name: "My-Header2", value: " \"a   b   c\"")],
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        Vector(
            name: "get-header-value-order", headers: [(name: "My-Header1", value: "value4,value1,value3,value2")],
            signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"),
        Vector(
            name: "post-header-value-case", method: "POST", headers: [(name: "My-Header1", value: "VALUE1")],
            signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"),
        Vector(
            name: "post-header-key-sort", method: "POST", headers: [(name: "My-Header1", value: "value1")],
            signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
        Vector(
            name: "post-x-www-form-urlencoded", method: "POST", headers: form, body: "Param1=value1",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        Vector(
            name: "post-sts-header-before", method: "POST", token: sessionToken,
            signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
    ]

    static let sessionToken =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="

    @Test("the published vectors give the published signatures", arguments: vectors)
    func publishedVector(vector: Vector) throws {
        let date = try #require(SigningDate(text: "20150830T123600Z"))
        let signer = SignatureV4(region: "us-east-1", signingName: "service", date: date)
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: vector.token)
        let headers = signer.signedHeaders(
            method: vector.method, path: vector.path, query: vector.query, headers: [(name: "Host", value: "example.amazonaws.com")] + vector.headers,
            payloadHash: SHA256.digest(vector.body).hex, credentials: credentials)
        let authorization = try #require(headers.last?.value)
        #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="))
        #expect(authorization.hasSuffix("Signature=\(vector.signature)"))
    }

    @Test("the published texts are formed on the way")
    func publishedTexts() throws {
        let request = CanonicalRequest(
            method: "GET", path: "/", query: [],
            headers: [(name: "X-Amz-Date", value: "20150830T123600Z"), (name: "Host", value: "example.amazonaws.com")],
            payloadHash: SHA256.digest("").hex, isS3: false)
        #expect(
            request.text == """
                GET
                /

                host:example.amazonaws.com
                x-amz-date:20150830T123600Z

                host;x-amz-date
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """)
        let date = try #require(SigningDate(text: "20150830T123600Z"))
        #expect(
            SignatureV4(region: "us-east-1", signingName: "service", date: date).stringToSign(request) == """
                AWS4-HMAC-SHA256
                20150830T123600Z
                20150830/us-east-1/service/aws4_request
                bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63
                """)
    }

    @Test("a date is written in UTC, and only its own form is read")
    func dates() {
        #expect(SigningDate(Date(timeIntervalSince1970: 1_440_938_160)).text == "20150830T123600Z")
        #expect(SigningDate(Date(timeIntervalSince1970: 1_440_892_799)).day == "20150829")
        #expect(SigningDate(text: "20150830T123600") == nil)
        #expect(SigningDate(text: "2015083aT123600Z") == nil)
    }

    /// The example of a presigned URL in the S3 API reference.
    @Test("a presigned query has the documented signature")
    func presigned() throws {
        let date = try #require(SigningDate(text: "20130524T000000Z"))
        let query = SignatureV4(region: "us-east-1", signingName: "s3", date: date).presignedQuery(
            method: "GET", path: "/test.txt", query: [], headers: [(name: "host", value: "examplebucket.s3.amazonaws.com")],
            payloadHash: SignatureV4.unsignedPayload, expires: 86400,
            credentials: Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        #expect(query.last?.name == "X-Amz-Signature")
        #expect(query.last?.value == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    }

    @Test("descriptions of credentials do not show the secrets")
    func redaction() {
        let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: "hidden-secret", sessionToken: "hidden-token")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("hidden"))
        }
    }
}
