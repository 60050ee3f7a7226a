import AWS
import AWSPartition
import Digest
import Testing

/// Signatures that botocore 1.44 made of the same requests, for what the published vectors do not have: S3, presigned queries, EC2's forms.
struct SignatureV4PeerTests {
    private static let keys = Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: "tok/en+=")
    private static let longLived = Credentials(accessKeyID: keys.accessKeyID, secretAccessKey: keys.secretAccessKey)

    private func signer(_ signingName: String) throws -> SignatureV4 {
        SignatureV4(region: "eu-west-1", signingName: signingName, date: try #require(SigningDate(text: "20150830T123600Z")))
    }

    private func authorization(_ headers: [(name: String, value: String)]) -> String? { headers.last?.value }

    @Test("S3 takes the path as it is, encoded once, and signs the payload's digest")
    func s3Put() throws {
        let signed = try signer("s3").signedHeaders(
            method: "PUT", path: "/images/a%20b/../c%2Bd/%C3%BC~%27%28%2A%29/%2525//e",
            query: [(name: "uploadId", value: "x/y+z=="), (name: "partNumber", value: "1")],
            headers: [(name: "host", value: "s3.eu-west-1.amazonaws.com"), (name: "x-amz-acl", value: "  two   blanks ")],
            payloadHash: SHA256.digest("body").hex, credentials: SignatureV4PeerTests.keys)
        #expect(
            authorization(signed)
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/s3/aws4_request, "
                + "SignedHeaders=host;x-amz-acl;x-amz-content-sha256;x-amz-date;x-amz-security-token, "
                + "Signature=5afd87bb697b11e5bb89aee6ce09b168b026a2e1e765619fd59f0e9a05555d00")
    }

    @Test("a bucket in the host, and no token")
    func s3Get() throws {
        let signed = try signer("s3").signedHeaders(
            method: "GET", path: "/key", query: [], headers: [(name: "host", value: "images.s3.eu-west-1.amazonaws.com")],
            payloadHash: SHA256.digest("").hex, credentials: SignatureV4PeerTests.longLived)
        #expect(authorization(signed)?.hasSuffix("Signature=d5ae62172033ef72d3df4e1b2612e4a452cd712f4995f06b92fe2f664ee84220") == true)
    }

    @Test("an EC2 form with a session token")
    func ec2Post() throws {
        let signed = try signer("ec2").signedHeaders(
            method: "POST", path: "/", query: [],
            headers: [
                (name: "host", value: "ec2.eu-west-1.amazonaws.com"),
                (name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8"),
            ], payloadHash: SHA256.digest("Action=DescribeRegions").hex, credentials: SignatureV4PeerTests.keys)
        #expect(authorization(signed)?.hasSuffix("Signature=4d9a1b1a8fada8a56dee708aef4966811066ced600cadf90a3a9718d7793d50b") == true)
    }

    @Test("other services normalise the path and encode it a second time")
    func encodedTwice() throws {
        let signed = try signer("execute-api").signedHeaders(
            method: "GET", path: "/a%20b/./c/../d/", query: [(name: "b", value: "2"), (name: "a", value: " ")],
            headers: [(name: "host", value: "example.com")], payloadHash: SHA256.digest("").hex, credentials: SignatureV4PeerTests.longLived)
        #expect(authorization(signed)?.hasSuffix("Signature=61bf78c6bbf5708ba029c0064752ccf3cbcd9b317709ac5d4ad288cb616ddfd0") == true)
    }

    @Test("presigned queries of S3 and of EC2 with a session token")
    func presigned() throws {
        let s3 = try signer("s3").presignedQuery(
            method: "GET", path: "/a%20b/..", query: [(name: "versionId", value: "1")],
            headers: [(name: "host", value: "images.s3.eu-west-1.amazonaws.com")], payloadHash: SignatureV4.unsignedPayload, expires: 3600,
            credentials: SignatureV4PeerTests.keys)
        #expect(s3.last?.value == "63e1cce1ad89705817fc84f222e7841cb434ae58eee3465c4601f1d70bcca8bf")
        let copy = [
            (name: "Action", value: "CopySnapshot"), (name: "Version", value: "2016-11-15"), (name: "SourceRegion", value: "eu-west-1"),
            (name: "SourceSnapshotId", value: "snap-1"), (name: "DestinationRegion", value: "us-east-1"),
        ]
        let ec2 = try signer("ec2").presignedQuery(
            method: "GET", path: "/", query: copy, headers: [(name: "host", value: "ec2.eu-west-1.amazonaws.com")],
            payloadHash: SHA256.digest("").hex, expires: 3600, credentials: SignatureV4PeerTests.keys)
        #expect(ec2.last?.value == "d271146d437118806f3054632376e5d3eb5f92849a89028d5615a90adf22d3ec")
    }
}
