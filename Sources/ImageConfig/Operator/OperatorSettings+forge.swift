extension OperatorSettings {
    /// What a repository's settings say about its forge.
    /// - Parameter kinds: the values that `kind` may have.
    static func forgeField(kinds: [String]) -> ObjectType.Field {
        let scopes = ValueType.choice(["none", "own", "all"])
        return .optional(
            "forge",
            .object(
                ObjectType(
                    name: "forge",
                    fields: [
                        .required("kind", .choice(kinds)), .required("token_file", .path), .optional("user", .text), .optional("api", .text),
                        .optional("project", .text), .optional("plans", scopes), .optional("observe", scopes), .optional("statuses", .boolean),
                    ])),
            nullable: false)
    }
}

extension OperatorSettings.RepositoryEntry {
    /// Takes the value of `forgeField`, and checks what needs it.
    /// - Parameters:
    ///   - node: where the repository is in the file.
    ///   - path: the same as keys.
    mutating func takeForge(_ value: CheckedValue, _ node: YAMLNode, _ path: String, _ validator: inout Validator) {
        if value["forge"].members != nil { forge = OperatorSettings.ForgeEntry(value["forge"]) }
        guard results.request, forge == nil else { return }
        validator.fail(
            node["results"]?["request"] ?? node, "\(path).results.request", "this needs forge too: the request is opened through the forge's API")
    }
}

extension OperatorSettings.ForgeEntry {
    fileprivate init(_ value: CheckedValue) {
        kind = value["kind"].text ?? ""
        tokenFile = value["token_file"].text ?? ""
        user = value["user"].text
        api = value["api"].text
        project = value["project"].text
        plans = value["plans"].text ?? plans
        observe = value["observe"].text ?? observe
        statuses = value["statuses"].bool ?? statuses
    }
}
