import AWSPartition
import CanonicalJSON
import OrderedCollections

extension OperatorSettings {
    /// Reads the file.
    /// - Parameters:
    ///   - forges: the values that the `forge` of a webhook may have.
    ///   - apis: the values that the `kind` of a forge may have.
    /// - Throws: `ConfigProblems` with everything that is wrong.
    package init(_ file: NamedText, forges: [String], apis: [String]) throws(ConfigProblems) {
        let text = SubstitutedText(verbatim: try SourceText(file))
        let root: YAMLNode?
        do { root = try YAMLComposer.parse(text.bytes) } catch { throw ConfigProblems([text.diagnostic(at: error.offset, error.message)]) }
        guard let root else { throw ConfigProblems([text.diagnostic(at: 0, "the settings are empty; they need state_dir and repositories")]) }
        var validator = Validator()
        let value = validator.check(root, .object(OperatorSettings.schema(forges: forges, apis: apis)), at: "")
        if let value { take(value, root, &validator) }
        guard validator.findings.isEmpty else { throw ConfigProblems(text.diagnostics(validator.findings)) }
    }

    /// Returns what is wrong with a value of a file that was read before.
    /// - Parameter keys: from the top, with numbers for the items of lists, such as `["repositories", "0", "url"]`.
    package static func problem(in file: NamedText, at keys: [String], _ message: String) -> ConfigProblems {
        do {
            let text = SubstitutedText(verbatim: try SourceText(file))
            let offset = try YAMLComposer.parse(text.bytes)?.offset(of: keys) ?? 0
            return ConfigProblems([text.diagnostic(at: offset, keyPath: keys.joined(separator: "."), message)])
        } catch {
            return ConfigProblems([Diagnostic(file: file.name, line: 1, column: 1, keyPath: keys.joined(separator: "."), message: message)])
        }
    }

    private mutating func take(_ value: CheckedValue, _ root: YAMLNode, _ validator: inout Validator) {
        stateDirectory = value["state_dir"].text ?? ""
        apiTokenFile = value["api_token_file"].text
        workers = value["workers"].integer ?? workers
        takePublicURL(value["public_url"].text, root, &validator)
        sourceRoots = value["source_roots"].texts ?? []
        if let listen = value["listen"].text {
            let parts = listen.split(separator: ":", omittingEmptySubsequences: false)
            if parts.count == 2, let port = Int(parts[1]), (0...65535).contains(port), !parts[0].isEmpty {
                (host, self.port) = (String(parts[0]), port)
            } else {
                validator.fail(root["listen"] ?? root, "listen", "this must be HOST:PORT, such as 127.0.0.1:8080")
            }
        }
        let nodes = root["repositories"]?.items ?? []
        for (index, entry) in (value["repositories"].list ?? []).enumerated() {
            var repository = RepositoryEntry(entry)
            if index < nodes.count {
                repository.takeGit(entry, nodes[index], "repositories.\(index)", &validator)
                repository.takeForge(entry, nodes[index], "repositories.\(index)", &validator)
            }
            repositories.append(repository)
            for key in ["interval", "resync"] where entry[key].text.map({ OperatorSettings.seconds($0) == nil }) ?? false {
                validator.fail(root["repositories"] ?? root, "repositories", "\(key) of \(repository.name) must be a time such as 60s, 5m or 1h")
            }
            let isName = !repository.name.isEmpty && repository.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
            if !isName || repository.name.hasPrefix(".") {
                validator.fail(root["repositories"] ?? root, "repositories", "a name is made of letters, digits, '-', '_' and '.'")
            }
            if let webhook = repository.webhook, webhook.secretFiles.isEmpty {
                validator.fail(root["repositories"] ?? root, "repositories", "the webhook of \(repository.name) needs a file in secret_files")
            }
        }
        if Set(repositories.map(\.name)).count < repositories.count || repositories.isEmpty {
            validator.fail(root["repositories"] ?? root, "repositories", "there must be repositories, each with a name of its own")
        }
    }

    private mutating func takePublicURL(_ text: String?, _ root: YAMLNode, _ validator: inout Validator) {
        guard let text else { return }
        let isURL =
            ["https://", "http://"].contains { text.hasPrefix($0) && text.count > $0.count } && !text.utf8.contains { $0 < 0x21 || $0 > 0x7E }
        guard isURL, !text.contains("?"), !text.contains("#") else {
            return validator.fail(root["public_url"] ?? root, "public_url", "this must be an http URL, such as https://bot.example.com")
        }
        publicURL = String(text.reversed().drop { $0 == "/" }.reversed())
    }

    /// The seconds of `90s`, `5m`, `1h` or `1d`.
    static func seconds(_ text: String) -> Int? {
        guard let unit = text.last, let factor = ["s": 1, "m": 60, "h": 3600, "d": 86400][unit], let count = Int(text.dropLast()),
            (1...100_000).contains(count)
        else { return nil }
        return count * factor
    }
}

extension OperatorSettings.RepositoryEntry {
    fileprivate init(_ value: CheckedValue) {
        name = value["name"].text ?? ""
        url = value["url"].text ?? ""
        branch = value["branch"].text ?? branch
        interval = value["interval"].text.flatMap(OperatorSettings.seconds) ?? interval
        resync = value["resync"].text.flatMap(OperatorSettings.seconds) ?? resync
        let credentials = value["credentials"]
        hasSeparateReader = credentials["read"].members != nil
        read = OperatorSettings.Credentials(credentials["read"].members == nil ? credentials : credentials["read"])
        write = credentials["write"].members == nil ? nil : OperatorSettings.Credentials(credentials["write"])
        if value["webhook"].members != nil {
            webhook = .init(forge: value["webhook"]["forge"].text ?? "generic", secretFiles: value["webhook"]["secret_files"].texts ?? [])
        }
        accounts = (value["aws"].members ?? [:]).filter { $0.value.members != nil }.map { AccountSettings(partition: $0.key.text, $0.value) }
    }
}

extension AccountSettings {
    fileprivate init(partition: String, _ value: CheckedValue) {
        self.init(
            partition: partition, profile: value["profile"].text, region: value["region"].text, roleARN: value["role_arn"].text,
            externalID: value["external_id"].text, sessionName: value["session_name"].text)
    }
}

extension OperatorSettings.Credentials {
    fileprivate init(_ value: CheckedValue) {
        self.init(
            user: value["user"].text, tokenFile: value["token_file"].text, sshKey: value["ssh_key"].text, knownHosts: value["known_hosts"].text)
    }
}

extension OperatorSettings {
    private static func schema(forges: [String], apis: [String]) -> ObjectType {
        ObjectType(
            name: "settings",
            fields: [
                .optional("api_token_file", .path), .optional("public_url", .text),
                .required("state_dir", .path), .optional("listen", .text), .optional("workers", .integer(1...64)),
                .optional("source_roots", .list(.path)), .required("repositories", .list(.object(repository(forges: forges, apis: apis)))),
            ])
    }

    private static func repository(forges: [String], apis: [String]) -> ObjectType {
        ObjectType(
            name: "repository",
            fields: [
                .required("name", .text), .required("url", .text), .optional("branch", .text), .optional("interval", .text),
                .optional("resync", .text),
                .optional("credentials", .object(credentials)),
                .optional(
                    "webhook",
                    .object(ObjectType(name: "webhook", fields: [.optional("forge", .choice(forges)), .required("secret_files", .list(.path))]))),
                .optional("aws", .object(accounts)), forgeField(kinds: apis),
            ] + gitFields)
    }

    private static let accounts = ObjectType(
        name: "aws",
        fields: Partition.all.map { partition in
            .optional(
                partition.id,
                .object(
                    ObjectType(
                        name: "account",
                        fields: ["profile", "region", "role_arn", "external_id", "session_name"].map { .optional($0, .text) })),
                nullable: false)
        })

    private static let who: [ObjectType.Field] = [
        .optional("user", .text), .optional("token_file", .path), .optional("ssh_key", .path), .optional("known_hosts", .path),
    ]
    private static let credentials = ObjectType(
        name: "credentials",
        fields: who + [
            .optional("read", .object(ObjectType(name: "read", fields: who))), .optional("write", .object(ObjectType(name: "write", fields: who))),
        ])
}
