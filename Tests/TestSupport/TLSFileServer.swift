import Foundation
import Subprocess

/// A real HTTPS server with ranges that serves one file at `/file`, and breaks its first answer off if asked to.
package struct TLSFileServer: Sendable {
    private let server: ServerProcess
    private let path: String
    /// The authority that signed the server's certificate, as a PEM file.
    package let certificate: String

    /// `https://127.0.0.1:PORT`.
    package var url: String { "https://127.0.0.1:\(server.port)" }

    /// - Parameters:
    ///   - folder: for the certificate and logs.
    ///   - cut: the bytes after which the first answer is broken off; 0 for never.
    package init(file: String, folder: String, cut: Int = 0) async throws {
        path = file
        let (key, certificate) = ("\(folder)/key.pem", "\(folder)/certificate.pem")
        self.certificate = certificate
        let made = try await Subprocess.run(
            .name("openssl"),
            arguments: Arguments([
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ]), output: .discarded, error: .string(limit: 1 << 20))
        guard made.terminationStatus.isSuccess else { throw ServerProcessError(description: made.standardError) }
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "python/https/server.py").path
        server = try await ServerProcess("/usr/bin/python3", log: "\(folder)/tls.log") { port in
            [script, String(port), certificate, key, file, String(cut)]
        }
    }

    /// What was asked for so far, such as `GET /file bytes=100-`.
    package var requests: [String] {
        String(decoding: FileManager.default.contents(atPath: "\(path).log") ?? Data(), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
