import Foundation
import TestSupport
import Testing

@testable import HTTP

struct HTTPClientTLSTests {
    @Test("a server is trusted when the bundle has its authority, and else not at all")
    func authorities() async throws {
        let folder = try TemporaryFolder()
        let (key, certificate) = ("\(folder.path)/key.pem", "\(folder.path)/certificate.pem")
        let maker = try start([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ])
        maker.process.waitUntilExit()
        try #require(maker.process.terminationStatus == 0)
        let server = try start(["s_server", "-accept", "127.0.0.1:0", "-www", "-key", key, "-cert", certificate])
        // The child inherits the signal mask of the pool's threads, which blocks all that can be blocked.
        defer { kill(server.process.processIdentifier, SIGKILL) }
        let port = try #require(server.port())

        let request = HTTPRequest(method: .get, url: "https://127.0.0.1:\(port)/")
        #expect(try await HTTPClient(certificates: certificate).send(request).status == 200)
        var own = request
        own.certificates = certificate
        #expect(try await HTTPClient(certificates: "/nonexistent.pem").send(own).status == 200)
        for certificates in [nil, "/nonexistent.pem"] {
            await #expect { try await HTTPClient(certificates: certificates).send(request) } throws: {
                let error = $0 as? HTTPError
                return error?.reason == .tls && error?.wasSent == false
            }
        }
    }

    private struct OpenSSL {
        let process: Process
        let output: Pipe

        /// Reads up to the line `ACCEPT 127.0.0.1:PORT`.
        func port() -> String? {
            var text = ""
            while true {
                let data = output.fileHandleForReading.availableData
                guard !data.isEmpty else { return nil }
                text += String(decoding: data, as: UTF8.self)
                if let found = text.firstMatch(of: /ACCEPT \S+:(\d+)\n/) { return String(found.1) }
            }
        }
    }

    /// Starts openssl so that it does not outlive the test.
    private func start(_ arguments: [String]) throws -> OpenSSL {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments = ["--pdeathsig", "KILL", "openssl"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return OpenSSL(process: process, output: output)
    }
}
