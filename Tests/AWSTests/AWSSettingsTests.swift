import AWSPartition
import TestSupport
import Testing

@testable import AWS

struct AWSSettingsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            [default]
            region = eu-west-1
            [profile local]
            region = eu-west-2
            endpoint_url = http://all.file
            services = mine
            ca_bundle = ~/ca.pem
            [profile quiet]
            endpoint_url = http://all.file
            ignore_configured_endpoint_urls = true
            [profile dual]
            use_dualstack_endpoint = true
            [services mine]
            ec2 =
              endpoint_url = http://ec2.file
            marketplace_catalog =
              endpoint_url = http://catalog.file
            """, to: ".aws/config")
    }

    private func settings(_ variables: [String: String], profile: String? = nil) throws -> AWSSettings {
        try AWSSettings(environment: AWSEnvironment(variables: variables, home: folder.path), profile: profile)
    }

    @Test("the region is the variables', then the profile's")
    func region() throws {
        #expect(try settings([:]).region == "eu-west-1")
        #expect(try settings(["AWS_PROFILE": "local"]).region == "eu-west-2")
        #expect(try settings(["AWS_PROFILE": "local"], profile: "default").region == "eu-west-1")
        #expect(try settings(["AWS_DEFAULT_REGION": "a", "AWS_PROFILE": ""]).region == "a")
        #expect(try settings(["AWS_DEFAULT_REGION": "a", "AWS_REGION": "b"]).region == "b")
    }

    @Test("a service's own endpoint goes before the one for all, and variables go before files")
    func endpoints() throws {
        let file = try settings([:], profile: "local").endpoints
        #expect(file.common == "http://all.file")
        #expect(file.services == [.ec2: "http://ec2.file", .marketplaceCatalog: "http://catalog.file"])
        let variables = try settings(["AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_S3": "http://s3"], profile: "local").endpoints
        #expect(variables.common == "http://all")
        #expect(variables.services == [.s3: "http://s3"])
        for ignoring in [try settings(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], profile: "local"), try settings([:], profile: "quiet")] {
            #expect(ignoring.endpoints.common == nil)
            #expect(ignoring.endpoints.services.isEmpty)
        }
    }

    @Test("kinds of endpoints are chosen by variables or the profile")
    func variants() throws {
        #expect(try settings([:]).endpoints.variant == [])
        #expect(try settings(["AWS_USE_FIPS_ENDPOINT": "true"], profile: "local").endpoints.variant == .fips)
        #expect(try settings(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], profile: "dual").endpoints.variant == .dualStack)
        #expect(try settings(["AWS_USE_DUALSTACK_ENDPOINT": "false"], profile: "dual").endpoints.variant == [])
    }

    @Test("the CA bundle is the variable's, then the profile's")
    func certificates() throws {
        #expect(try settings([:], profile: "local").certificates == "\(folder.path)/ca.pem")
        #expect(try settings(["AWS_CA_BUNDLE": "/x"], profile: "local").certificates == "/x")
    }

    @Test("a profile that was asked for must exist; without files the default one need not")
    func missingProfile() throws {
        for variables in [["AWS_PROFILE": "gone"], ["AWS_DEFAULT_PROFILE": "gone"]] {
            #expect { try settings(variables) } throws: { "\($0)".contains("“gone”") && "\($0)".contains(folder.path) }
        }
        #expect(throws: ConfigurationError.self) { try settings([:], profile: "gone") }
        #expect(try AWSSettings(environment: AWSEnvironment(variables: [:], home: "/nonexistent")).region == nil)
    }

    @Test("files can lie elsewhere, and the credentials file decides what both have")
    func files() throws {
        let config = try folder.write("[profile x]\nregion = a\naws_access_key_id = config", to: "elsewhere/config")
        try folder.write("[x]\naws_access_key_id = credentials", to: "elsewhere/credentials")
        let settings = try settings(
            ["AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": "~/elsewhere/credentials", "AWS_PROFILE": "x"])
        #expect(settings.region == "a")
        #expect(settings.profile?["aws_access_key_id"] == "credentials")
    }
}
