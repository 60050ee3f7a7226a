import ArgumentParser
import CanonicalJSON
import ImageConfig

/// `schema`: the JSON Schema of configs, for editors.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema (2020-12) of configs.",
        discussion: """
            Editors with a YAML language server use it by a first line in the config: \
            # yaml-language-server: $$schema=PATH. The dollar sign is doubled because a config is a template.
            """)

    func run() async throws { try StandardOutput.write(ConfigJSONSchema.document.prettyText + "\n") }
}
