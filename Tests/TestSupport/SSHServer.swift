import Foundation
import Subprocess

/// A real sshd on 127.0.0.1 that lets the current user in with a key made for it.
package struct SSHServer: Sendable {
    private let server: ServerProcess
    /// The private key that may log in.
    package let clientKey: String
    /// The file with the server's host key.
    package let knownHosts: String

    package var port: Int { server.port }

    /// - Parameter folder: an existing folder for keys and settings.
    package init(folder: String) async throws {
        try await SSHServer.makeKey(at: "\(folder)/host")
        try await SSHServer.makeKey(at: "\(folder)/client")
        // sshd wants this folder when it runs as root, and takes no other.
        if getuid() == 0 { try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true) }
        server = try await ServerProcess("/usr/sbin/sshd", log: "\(folder)/log") { port in
            let settings = """
                Port \(port)
                ListenAddress 127.0.0.1
                HostKey \(folder)/host
                AuthorizedKeysFile \(folder)/client.pub
                PidFile none
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PermitRootLogin yes

                """
            try Data(settings.utf8).write(to: URL(filePath: "\(folder)/sshd_config"))
            return ["-D", "-e", "-f", "\(folder)/sshd_config"]
        }
        clientKey = "\(folder)/client"
        knownHosts = "\(folder)/known_hosts"
        let hostKey = try String(contentsOfFile: "\(folder)/host.pub", encoding: .utf8)
        try Data("[127.0.0.1]:\(server.port) \(hostKey)".utf8).write(to: URL(filePath: knownHosts))
    }

    /// Returns the URL of a repository on this machine.
    package func url(of path: String) -> String { "ssh://\(NSUserName())@127.0.0.1:\(server.port)\(path)" }

    /// Makes a key pair without a passphrase.
    package static func makeKey(at path: String) async throws {
        let result = try await Subprocess.run(
            .name("ssh-keygen"), arguments: ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path], output: .discarded,
            error: .string(limit: 4096))
        guard result.terminationStatus.isSuccess else { throw ServerProcessError(description: "ssh-keygen: \(result.standardError)") }
    }
}
