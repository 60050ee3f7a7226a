import AWSPartition
import HTTP
import Testing

@testable import AWS

struct EndpointTests {
    static let s3 = AWSRequest(service: .s3, region: "eu-west-1", action: "HeadObject", method: .head, path: "/key", bucket: "images")

    @Test(
        "hosts follow the partition",
        arguments: [
            (AWSService.ec2, "cn-north-1", "ec2.cn-north-1.amazonaws.com.cn"), (.ssm, "us-gov-west-1", "ssm.us-gov-west-1.amazonaws.com"),
            (.marketplaceCatalog, "us-east-1", "catalog.marketplace.us-east-1.amazonaws.com"),
            (.sts, "us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov"), (.serviceQuotas, "eu-west-1", "servicequotas.eu-west-1.amazonaws.com"),
            (.iam, "eu-west-1", "iam.amazonaws.com"), (.iam, "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn"),
            (.iam, "us-gov-east-1", "iam.us-gov.amazonaws.com"), (.iam, "us-iso-west-1", "iam.us-iso-east-1.c2s.ic.gov"),
            (.iam, "eusc-de-east-1", "iam.eusc-de-east-1.amazonaws.eu"), (.iam, "eu-isoe-west-1", "iam.eu-isoe-west-1.cloud.adc-e.uk"),
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
            (.serviceQuotas, "us-gov-west-1", .fips, "servicequotas.us-gov-west-1.amazonaws.com"),
            (.iam, "us-east-1", .fips, "iam-fips.amazonaws.com"), (.iam, "us-east-1", [.fips, .dualStack], "iam-fips.global.api.aws"),
            (.iam, "cn-north-1", .dualStack, "iam.global.api.amazonwebservices.com.cn"),
            (.iam, "cn-north-1", [.fips, .dualStack], "iam-fips.api.amazonwebservices.com.cn"),
            (.iam, "cn-north-1", .fips, "iam-fips.amazonaws.com.cn"), (.iam, "us-gov-west-1", [.fips, .dualStack], "iam.us-gov.api.aws"),
            (.iam, "us-iso-east-1", .fips, "iam-fips.us-iso-east-1.c2s.ic.gov"), (.iam, "us-iso-east-1", .dualStack, "iam.api.aws.ic.gov"),
            (.iam, "eusc-de-east-1", .fips, "iam-fips.amazonaws.eu"), (.iam, "us-isof-south-1", .fips, "iam-fips.csp.hci.ic.gov"),
            (.ssoOIDC, "cn-north-1", [], "oidc.cn-north-1.amazonaws.com.cn"), (.ssoOIDC, "eu-west-1", .dualStack, "oidc.eu-west-1.api.aws"),
            (.signIn, "eu-west-1", [], "eu-west-1.signin.aws.amazon.com"), (.signIn, "cn-north-1", [], "cn-north-1.signin.amazonaws.cn"),
            (.signIn, "eusc-de-east-1", [], "eusc-de-east-1.signin.amazonaws-eusc.eu"),
            (.signIn, "us-gov-west-1", .fips, "signin-fips.amazonaws-us-gov.com"),
            (.signIn, "us-east-1", .fips, "signin-fips.us-east-1.amazonaws.com"),
            (.signIn, "us-east-1", .dualStack, "signin.us-east-1.api.aws"), (.sts, "us-east-1", .globalSTS, "sts.amazonaws.com"),
            (.sts, "il-central-1", .globalSTS, "sts.il-central-1.amazonaws.com"),
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
