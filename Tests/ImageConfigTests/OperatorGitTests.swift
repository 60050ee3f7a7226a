import ImageConfig
import Testing

/// What a daemon's settings say about git.
struct OperatorGitTests {
    private func settings(_ lines: String) throws -> OperatorSettings.RepositoryEntry {
        let text = "state_dir: /s\nrepositories:\n  - name: images\n    url: /r\n\(lines)"
        let file = NamedText(name: "settings.yaml", bytes: Array(text.utf8))
        return try OperatorSettings(file, forges: ["github"], apis: ["github", "gitlab", "gitea"]).repositories[0]
    }

    @Test("signatures, the results' branch, a proxy and certificates are read")
    func read() throws {
        let entry = try settings(
            """
                proxy: http://proxy:3128
                ca_file: /etc/ca.pem
                require_signatures: {gpg_keys: [/a.asc, /b.asc], ssh_allowed_signers: /signers}
                results: {branch: results, sign: {ssh_key: /bot}}
            """)
        #expect(entry.proxy == "http://proxy:3128")
        #expect(entry.certificateAuthorities == "/etc/ca.pem")
        #expect(entry.requiredSignatures?.gpgKeys == ["/a.asc", "/b.asc"])
        #expect(entry.requiredSignatures?.sshAllowedSigners == "/signers")
        #expect(entry.results.branch == "results")
        #expect(entry.results.signature == .ssh("/bot"))
        #expect(try settings("    results: {sign: {gpg_key: ABC, gpg_home: /g}}\n").results.signature == .gpg("ABC", home: "/g"))
        #expect(try settings("    results: {sign: {gpg_key: ABC}}\n").results.signature == .gpg("ABC", home: nil))
        #expect(try settings("").requiredSignatures == nil)
    }

    @Test(
        "what does not fit together is told with its place",
        arguments: [
            ("    require_signatures: {}\n    results: {sign: {ssh_key: /k}}\n", "5:25", "nobody could sign"),
            ("    require_signatures: {gpg_keys: [/a]}\n", "5:25", "needs results.sign"),
            ("    results: {sign: {ssh_key: /k, gpg_key: A}}\n", "5:21", "either ssh_key, or gpg_key"),
            ("    results: {sign: {}}\n", "5:21", "either ssh_key, or gpg_key"), ("    results: {sing: {}}\n", "5:15", "sing"),
        ])
    func wrong(lines: String, place: String, message: String) {
        #expect { try settings(lines) } throws: { error in
            let diagnostics = (error as? ConfigProblems)?.diagnostics ?? []
            return diagnostics.contains { "\($0.line):\($0.column)" == place && $0.message.contains(message) }
        }
    }
}
