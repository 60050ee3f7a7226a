extension OperatorSettings {
    /// What a repository's settings say about how git is used.
    static let gitFields: [ObjectType.Field] = [
        .optional("proxy", .text), .optional("ca_file", .path),
        .optional(
            "require_signatures",
            .object(
                ObjectType(
                    name: "require_signatures", fields: [.optional("gpg_keys", .list(.path)), .optional("ssh_allowed_signers", .path)])),
            nullable: false),
        .optional(
            "results",
            .object(
                ObjectType(
                    name: "results",
                    fields: [
                        .optional("branch", .text), .optional("request", .boolean),
                        .optional(
                            "sign",
                            .object(
                                ObjectType(
                                    name: "sign", fields: [.optional("ssh_key", .path), .optional("gpg_key", .text), .optional("gpg_home", .path)])),
                            nullable: false),
                    ]))),
    ]
}

extension OperatorSettings.RepositoryEntry {
    /// Takes the values of `gitFields`.
    /// - Parameters:
    ///   - node: where the repository is in the file.
    ///   - path: the same as keys.
    mutating func takeGit(_ value: CheckedValue, _ node: YAMLNode, _ path: String, _ validator: inout Validator) {
        proxy = value["proxy"].text
        certificateAuthorities = value["ca_file"].text
        results.request = value["results"]["request"].bool ?? false
        results.branch = value["results"]["branch"].text ?? (results.request ? "awspub-bot/results/\(branch)" : nil)
        if results.request, results.branch == branch {
            validator.fail(node["results"]?["branch"] ?? node, "\(path).results.branch", "this must be another branch than the one that is followed")
        }
        takeSignature(value["results"]["sign"], node["results"]?["sign"] ?? node, "\(path).results.sign", &validator)
        guard let required = node["require_signatures"] else { return }
        let who = value["require_signatures"]
        let allowed = OperatorSettings.RequiredSignatures(
            gpgKeys: who["gpg_keys"].texts ?? [], sshAllowedSigners: who["ssh_allowed_signers"].text)
        if allowed.gpgKeys.isEmpty, allowed.sshAllowedSigners == nil {
            validator.fail(required, "\(path).require_signatures", "this needs gpg_keys or ssh_allowed_signers; else nobody could sign")
        }
        // What is in the manifests decides what runs and what may be removed, so nobody else may write them.
        if results.signature == nil {
            validator.fail(
                required, "\(path).require_signatures", "this needs results.sign too: the bot's own commits are on the branch, and must be signed")
        }
        requiredSignatures = allowed
    }

    private mutating func takeSignature(_ value: CheckedValue, _ node: YAMLNode, _ path: String, _ validator: inout Validator) {
        guard value.members != nil else { return }
        switch (value["ssh_key"].text, value["gpg_key"].text, value["gpg_home"].text) {
        case (let file?, nil, nil): results.signature = .ssh(file)
        case (nil, let key?, let home): results.signature = .gpg(key, home: home)
        default: validator.fail(node, path, "this must be either ssh_key, or gpg_key with or without gpg_home")
        }
    }
}
