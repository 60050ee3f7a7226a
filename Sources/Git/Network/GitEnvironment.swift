/// What a git process sees of the machine: nothing of its configuration or its users', no prompts, no hooks, no other helpers.
enum GitEnvironment {
    /// - Parameters:
    ///   - variables: the process's own, of which few are passed on.
    ///   - configuration: what git is told besides, where neither arguments nor files show it.
    static func variables(_ variables: [String: String], configuration: [(String, String)] = []) -> [String: String] {
        var all = variables.filter { passed.contains($0.key) }
        all["LC_ALL"] = "C"
        all["GIT_CONFIG_NOSYSTEM"] = "1"
        all["GIT_CONFIG_GLOBAL"] = "/dev/null"
        all["GIT_TERMINAL_PROMPT"] = "0"
        all["GIT_ASKPASS"] = "/bin/false"
        all["GIT_PROTOCOL_FROM_USER"] = "0"
        let configuration = always + configuration
        all["GIT_CONFIG_COUNT"] = String(configuration.count)
        for (index, (key, value)) in configuration.enumerated() {
            all["GIT_CONFIG_KEY_\(index)"] = key
            all["GIT_CONFIG_VALUE_\(index)"] = value
        }
        return all
    }

    private static let passed = [
        "PATH", "HOME", "TMPDIR", "http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "SSL_CERT_FILE",
        "GIT_SSL_CAINFO",
    ]

    private static let always = [
        ("core.hooksPath", "/dev/null"), ("protocol.ext.allow", "never"), ("protocol.file.allow", "always"), ("http.followRedirects", "false"),
        ("credential.helper", ""), ("safe.directory", "*"), ("gc.auto", "0"), ("maintenance.auto", "false"), ("fetch.fsckObjects", "true"),
        ("submodule.recurse", "false"),
    ]
}
