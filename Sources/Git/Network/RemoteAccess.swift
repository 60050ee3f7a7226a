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
    /// Through which http goes.
    package var proxy: ProxyURL?
    /// A file with the certificates of those who may vouch for the server, in PEM form; the machine's when nil.
    package var certificateAuthorities: String?
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

    /// Takes a proxy and a file of certificates.
    /// - Throws: `GitError` when they cannot be used.
    package mutating func use(proxy: String?, certificateAuthorities: String?) throws(GitError) {
        guard proxy == nil && certificateAuthorities == nil || url.transport == .http else {
            throw GitError(.invalid, "read proxy", "a proxy and certificates are for https:// and http:// URLs only")
        }
        if let file = certificateAuthorities, !FileManager.default.isReadableFile(atPath: file) {
            throw GitError(.invalid, "read certificates", "the certificates in \(file) cannot be read")
        }
        self.proxy = if let proxy { try ProxyURL(proxy) } else { nil }
        self.certificateAuthorities = certificateAuthorities
    }

    /// Returns the environment of a git process that talks to this remote, with the credentials where neither arguments nor files show them.
    func processEnvironment() -> [String: String] {
        var own = environment
        // What is said for this repository counts, and not what the machine says for all.
        if proxy != nil { own = own.filter { !$0.key.lowercased().hasSuffix("_proxy") } }
        if certificateAuthorities != nil { own = own.filter { !["SSL_CERT_FILE", "GIT_SSL_CAINFO"].contains($0.key) } }
        var variables = GitEnvironment.variables(own, configuration: configuration)
        variables["GIT_SSH_COMMAND"] = sshCommand
        return variables
    }

    private var configuration: [(String, String)] {
        var all = [("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", String(max(1, Int(timeout.components.seconds))))]
        if let proxy { all.append(("http.proxy", proxy.text)) }
        if let certificateAuthorities { all.append(("http.proxySSLCAInfo", certificateAuthorities)) }
        if let authorities = certificateAuthorities ?? machineAuthorities {
            // Nothing but the file counts. Reading a folder of the same certificates, one by one, takes longer than all else of a look.
            all += [("http.sslCAInfo", authorities), ("http.sslCAPath", "/dev/null")]
        }
        if url.transport == .http, let credentials {
            // git-lfs's endpoint does not lie below a URL without `.git`.
            for prefix in Set([url.text, url.largeFileEndpoint]).sorted() {
                all.append(("http.\(prefix).extraHeader", "Authorization: \(credentials.authorization)"))
            }
        }
        return all
    }

    /// The file with all that the machine trusts, where Debian's `update-ca-certificates` keeps it; nil where it is elsewhere, or variables say so.
    private var machineAuthorities: String? {
        let file = "/etc/ssl/certs/ca-certificates.crt"
        guard url.transport == .http, environment["SSL_CERT_FILE"] == nil, environment["GIT_SSL_CAINFO"] == nil else { return nil }
        return FileManager.default.isReadableFile(atPath: file) ? file : nil
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
