import HTTP
import TestSupport
import Testing

@testable import AWS

struct ContainerCredentialsTests {
    private func provider(_ variables: [String: String]) throws -> ContainerCredentials? {
        try ContainerCredentials(environment: AWSEnvironment(variables: variables), http: HTTPClient())
    }

    @Test(
        "in the clear only the container's own hosts are asked",
        arguments: [
            ("http://169.254.170.2/x", true), ("http://169.254.170.23/x", true), ("http://[fd00:ec2::23]/x", true), ("http://127.1.2.3:80/x", true),
            ("http://[::1]/x", true), ("http://localhost/x", true), ("https://example.com/x", true), ("http://example.com/x", false),
            ("http://127.0.0.1.example.com/x", false), ("http://169.254.169.254/x", false), ("ftp://127.0.0.1/x", false), ("x", false),
        ])
    func hosts(url: String, isAllowed: Bool) throws {
        if isAllowed {
            #expect(try provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]) != nil)
        } else {
            #expect(throws: CredentialError.self) { try provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]) }
        }
    }

    @Test("a token of several lines is refused, and not shown")
    func tokenOfSeveralLines() async throws {
        let found = try provider([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hidden\r\nx: y",
        ])
        let provider = try #require(found)
        await #expect { try await provider.credentials() } throws: { "\($0)".contains("must hold one line") && !"\($0)".contains("hidden") }
    }

    @Test("the token's file is read at each call and goes before the variable")
    func tokenFile() async throws {
        let folder = try TemporaryFolder()
        let server = try LoopbackServer {
            .text(#"{"AccessKeyId":"\#($0.headers["authorization"] ?? "none")","SecretAccessKey":"s","Token":"t"}"#)
        }
        let path = try folder.write("first\n", to: "token")
        let variables = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": path,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "variable",
        ]
        let provider = try #require(try provider(variables))
        #expect(try await provider.credentials().accessKeyID == "first")
        try folder.write("second", to: "token")
        #expect(try await provider.credentials().accessKeyID == "second")
    }

    @Test("an endpoint that fails for a moment is asked again, one that refuses is not")
    func retries() async throws {
        let answers = Script([.text("", status: 500), .reset, .text(#"{"AccessKeyId":"A","SecretAccessKey":"s"}"#), .text("no", status: 404)])
        let server = try LoopbackServer { _ in answers.next() }
        let provider = try #require(try provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url]))
        #expect(try await provider.credentials().accessKeyID == "A")
        await #expect { try await provider.credentials() } throws: { "\($0)".contains("status 404") }
        #expect(server.requests.count == 4)
    }

    @Test("an answer that is an error or no credentials is told without its content", arguments: ["{", #"{"Code":"Failed","Message":"why"}"#, "{}"])
    func answers(body: String) async throws {
        let server = try LoopbackServer { _ in .text(body) }
        let provider = try #require(try provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url]))
        await #expect(throws: CredentialError.self) { try await provider.credentials() }
    }
}
