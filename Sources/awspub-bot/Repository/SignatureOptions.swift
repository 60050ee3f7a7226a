import ArgumentParser
import Bot
import Foundation
import Git

/// Who must have signed what is run, and who signs the results.
struct SignatureOptions: ParsableArguments {
    @Option(
        name: .customLong("allowed-signers"),
        help: ArgumentHelp("Run only what one of these ssh signers signed; as ALLOWED SIGNERS of ssh-keygen.", valueName: "file"))
    var allowedSigners: String?

    @Option(
        name: .customLong("allowed-gpg-key"),
        help: ArgumentHelp("Run only what is signed with this public GPG key; may be given several times.", valueName: "file"))
    var allowedKeys: [String] = []

    @Option(name: .customLong("sign-ssh-key"), help: ArgumentHelp("Sign results with this private ssh key.", valueName: "file"))
    var sshKey: String?

    @Option(name: .customLong("sign-gpg-key"), help: ArgumentHelp("Sign results with this key of gpg.", valueName: "id"))
    var gpgKey: String?

    func validate() throws {
        if sshKey != nil, gpgKey != nil { throw ValidationError("--sign-ssh-key and --sign-gpg-key do not go together") }
        guard allowedSigners == nil && allowedKeys.isEmpty || sshKey != nil || gpgKey != nil else {
            throw ValidationError(
                "--allowed-signers and --allowed-gpg-key need --sign-ssh-key or --sign-gpg-key: the bot's own commits must be signed as well")
        }
        for file in allowedKeys + [allowedSigners, sshKey].compactMap({ $0 }) where !FileManager.default.isReadableFile(atPath: file) {
            throw ValidationError("\(file) cannot be read")
        }
    }

    /// Puts the keys into what the bot works with.
    func apply(to configuration: inout BotConfiguration) {
        configuration.signingKey = sshKey.map { .ssh(file: $0) } ?? gpgKey.map { .gpg(id: $0, home: nil) }
        guard allowedSigners != nil || !allowedKeys.isEmpty else { return }
        configuration.allowedSigners = .init(gpgKeys: allowedKeys, ssh: allowedSigners)
    }
}
