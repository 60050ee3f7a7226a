import Foundation

/// How a remote is reached, and who asks.
package struct RemoteAccess: Sendable {
    package let url: RemoteURL
    /// For http; those of the URL when nil.
    package var credentials: BasicCredentials?
    /// The private key for ssh.
    package var sshKey: String?
    /// The file with ssh's host keys.
    package var knownHosts: String?
    /// How long a step may go on without progress.
    package var timeout: Duration
    /// The variables of the process that git may see: `PATH`, `HOME`, the proxy's.
    package var environment: [String: String]

    package init(
        url: RemoteURL, credentials: BasicCredentials? = nil, sshKey: String? = nil, knownHosts: String? = nil, timeout: Duration = .seconds(60),
        environment: [String: String] = [:]
    ) {
        self.url = url
        self.credentials = credentials ?? url.credentials
        self.sshKey = sshKey
        self.knownHosts = knownHosts
        self.timeout = timeout
        self.environment = environment
    }

    /// Returns the environment of a git process that talks to this remote: nothing of the machine's configuration, no prompts, no hooks, no other
    /// hosts, and the credentials where neither arguments nor files show them.
    func processEnvironment() -> [String: String] {
        let passed = [
            "PATH", "HOME", "TMPDIR", "http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "SSL_CERT_FILE",
            "GIT_SSL_CAINFO",
        ]
        var variables = environment.filter { passed.contains($0.key) }
        variables["LC_ALL"] = "C"
        variables["GIT_CONFIG_NOSYSTEM"] = "1"
        variables["GIT_CONFIG_GLOBAL"] = "/dev/null"
        variables["GIT_TERMINAL_PROMPT"] = "0"
        variables["GIT_ASKPASS"] = "/bin/false"
        variables["GIT_PROTOCOL_FROM_USER"] = "0"
        variables["GIT_SSH_COMMAND"] = sshCommand
        let configuration = configuration
        variables["GIT_CONFIG_COUNT"] = String(configuration.count)
        for (index, (key, value)) in configuration.enumerated() {
            variables["GIT_CONFIG_KEY_\(index)"] = key
            variables["GIT_CONFIG_VALUE_\(index)"] = value
        }
        return variables
    }

    private var configuration: [(String, String)] {
        let seconds = max(1, Int(timeout.components.seconds))
        var all = [
            ("core.hooksPath", "/dev/null"), ("protocol.ext.allow", "never"), ("protocol.file.allow", "always"), ("http.followRedirects", "false"),
            ("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", String(seconds)), ("credential.helper", ""), ("safe.directory", "*"), ("gc.auto", "0"),
            ("maintenance.auto", "false"), ("fetch.fsckObjects", "true"), ("submodule.recurse", "false"),
        ]
        if url.transport == .http, let credentials {
            let token = Data("\(credentials.user):\(credentials.password)".utf8).base64EncodedString()
            // git-lfs's endpoint does not lie below a URL without `.git`.
            for prefix in Set([url.text, url.largeFileEndpoint]).sorted() {
                all.append(("http.\(prefix).extraHeader", "Authorization: Basic \(token)"))
            }
        }
        return all
    }

    private var sshCommand: String {
        var words = [
            "ssh", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=\(max(1, Int(timeout.components.seconds)))",
            "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
        ]
        if let sshKey { words += ["-F", "none", "-o", "IdentitiesOnly=yes", "-i", sshKey] }
        if let knownHosts { words += ["-o", "UserKnownHostsFile=\"\(knownHosts)\"", "-o", "GlobalKnownHostsFile=/dev/null"] }
        return words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    }
}
