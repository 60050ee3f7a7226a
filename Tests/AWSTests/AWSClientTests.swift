import AWSPartition
import Foundation
import Testing

@testable import AWS

struct ErrorKindTests {
    @Test(
        "codes and statuses tell what can be done",
        arguments: [
            ("RequestLimitExceeded", 503, AWSError.Kind.throttled), ("Whatever", 429, .throttled), ("InternalError", 500, .transient),
            ("Whatever", 502, .transient),
            ("UnauthorizedOperation", 403, .denied), ("Whatever", 403, .denied), ("InvalidSnapshot.NotFound", 400, .notFound),
            ("NoSuchBucket", 404, .notFound),
            ("ParameterNotFound", 400, .notFound), ("InvalidParameterValue", 400, .refused), ("InvalidAMIName.Duplicate", 400, .refused),
        ])
    func kinds(code: String, status: Int, kind: AWSError.Kind) {
        #expect(ErrorCodes.kind(code: code, status: status) == kind)
    }

    @Test(
        "code and message are read from each of AWS's error forms",
        arguments: [
            ("<Response><Errors><Error><Code>A.B</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>", "A.B", "m"),
            (
                "<ErrorResponse><Error><Type>Sender</Type><Code>A.B</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>",
                "A.B", "m"
            ),
            ("<?xml version=\"1.0\"?>\n<Error><Code>A.B</Code><Message>m</Message></Error>", "A.B", "m"),
            (#"{"__type":"com.amazonaws.ssm#A.B","message":"m"}"#, "A.B", "m"),
            (#"{"__type":"A.B:http://x/","Message":"m"}"#, "A.B", "m"),
            ("<html>broken", "ServiceUnavailable", "the answer is neither XML nor JSON"),
            ("", "ServiceUnavailable", "the answer has no body"),
        ])
    func answers(body: String, code: String, message: String) {
        let answer = ErrorAnswer(HTTPResponse(status: 503, headers: HTTPHeaders(), body: Array(body.utf8)))
        #expect(answer.code == code)
        #expect(answer.message == message)
    }
}

struct RetryPolicyTests {
    @Test("delays double up to the longest one, over the whole range of the jitter")
    func delays() {
        let policy = RetryPolicy()
        #expect(policy.delay(after: 1, throttled: true, random: 1) == .seconds(1))
        #expect(policy.delay(after: 3, throttled: true, random: 1) == .seconds(4))
        #expect(policy.delay(after: 30, throttled: true, random: 0.5) == .seconds(10))
        #expect(policy.delay(after: 2, throttled: false, random: 1) == .milliseconds(100))
        #expect(policy.delay(after: 5, throttled: true, random: 0) == .zero)
        #expect(policy.delay(after: 1, throttled: true, requested: .seconds(5), random: 0) == .seconds(5))
    }

    @Test("a bucket lets its capacity through at once and then its rate, and less after throttling")
    func bucket() {
        let start = ContinuousClock.now
        var bucket = TokenBucket(capacity: 2, refill: 4, now: start)
        #expect(bucket.take(at: start) == .zero)
        #expect(bucket.take(at: start) == .zero)
        #expect(bucket.take(at: start) == .seconds(0.25))
        #expect(bucket.take(at: start + .seconds(1)) == .zero)
        bucket.throttled(at: start + .seconds(1))
        #expect(bucket.refill < 4)
        #expect(bucket.take(at: start + .seconds(1)) > .zero)
        for _ in 0..<100 { bucket.succeeded() }
        #expect(bucket.refill == 4)
    }
}

struct EndpointTests {
    static let s3 = AWSRequest(service: .s3, region: "eu-west-1", action: "HeadObject", method: .head, path: "/key", bucket: "images")

    @Test(
        "hosts follow the partition",
        arguments: [
            (AWSService.ec2, "cn-north-1", "ec2.cn-north-1.amazonaws.com.cn"), (.ssm, "us-gov-west-1", "ssm.us-gov-west-1.amazonaws.com"),
            (.marketplaceCatalog, "us-east-1", "catalog.marketplace.us-east-1.amazonaws.com"),
            (.sts, "us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov"),
        ])
    func hosts(service: AWSService, region: String, host: String) throws {
        let request = AWSRequest(service: service, region: .init(region), action: "X")
        #expect(try Endpoints().resolve(request) == Endpoint(scheme: "https", authority: host, path: "/"))
    }

    @Test(
        "the kinds of endpoints have the hosts that botocore resolves",
        arguments: [
            (AWSService.ec2, "us-east-1", EndpointVariant.fips, "ec2-fips.us-east-1.amazonaws.com"),
            (.ec2, "us-gov-west-1", .fips, "ec2.us-gov-west-1.amazonaws.com"), (.s3, "us-gov-west-1", .fips, "s3-fips.us-gov-west-1.amazonaws.com"),
            (.ec2, "us-gov-west-1", [.fips, .dualStack], "ec2-fips.us-gov-west-1.api.aws"),
            (.ssm, "us-iso-east-1", .dualStack, "ssm.us-iso-east-1.api.aws.ic.gov"),
            (.s3, "cn-north-1", .dualStack, "s3.dualstack.cn-north-1.amazonaws.com.cn"),
            (.marketplaceCatalog, "us-east-1", .dualStack, "catalog-marketplace.us-east-1.api.aws"),
            (.marketplaceCatalog, "us-east-1", .fips, "catalog.marketplace-fips.us-east-1.amazonaws.com"),
        ] as [(AWSService, String, EndpointVariant, String)])
    func variants(service: AWSService, region: String, variant: EndpointVariant, host: String) throws {
        let request = AWSRequest(service: service, region: .init(region), action: "X")
        #expect(try Endpoints(variant: variant).resolve(request).authority == host)
    }

    @Test(
        "this host is told from others, so that no proxy is asked for it",
        arguments: [
            ("localhost", true), ("LOCALHOST:80", true), ("127.0.0.1:5000", true), ("127.1.2.3", true), ("[::1]:80", true), ("[::1]", true),
            ("127.0.0.1.example.com", false), ("localhost.example.com", false), ("ec2.eu-west-1.amazonaws.com", false), ("[::2]", false),
            ("127.0.0", false), ("", false),
        ])
    func loopback(authority: String, isLoopback: Bool) {
        #expect(LoopbackHost.matches(authority) == isLoopback)
    }

    @Test("buckets are in the host at AWS, and in the path when their name has dots or the endpoint is configured")
    func buckets() throws {
        var request = EndpointTests.s3
        #expect(try Endpoints().resolve(request) == Endpoint(scheme: "https", authority: "images.s3.eu-west-1.amazonaws.com", path: "/key"))
        #expect(
            try Endpoints(common: "http://127.0.0.1:5000/").resolve(request)
                == Endpoint(scheme: "http", authority: "127.0.0.1:5000", path: "/images/key"))
        #expect(
            try Endpoints(common: "http://x", services: [.s3: "https://y:443/base/"]).resolve(request)
                == Endpoint(scheme: "https", authority: "y", path: "/base/images/key"))
        request.bucket = "a.b"
        #expect(try Endpoints().resolve(request) == Endpoint(scheme: "https", authority: "s3.eu-west-1.amazonaws.com", path: "/a.b/key"))
    }

    @Test(
        "what is no address is refused",
        arguments: ["127.0.0.1:80", "ftp://x", "https://", "http://user:secret@host", "http://h\u{0A}x", "http://h?x=1"])
    func wrong(url: String) {
        #expect(throws: AWSError.self) { try Endpoints(common: url).resolve(EndpointTests.s3) }
        #expect(throws: AWSError.self) { try Endpoints().resolve(AWSRequest(service: .ec2, region: "x/../y", action: "X")) }
    }
}
