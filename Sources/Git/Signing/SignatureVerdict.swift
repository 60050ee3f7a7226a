/// What a look at a commit's signature came to.
package enum SignatureVerdict: Sendable, Hashable {
    /// Valid, and by somebody who may sign.
    case good(signer: String)
    case unsigned
    /// Signed, but it does not count; why.
    case refused(String)

    package var isGood: Bool { if case .good = self { true } else { false } }

    /// Reads what `git verify-commit --raw` wrote: the status lines of gpg (`doc/DETAILS` of GnuPG), or the words of `ssh-keygen`.
    init(succeeded: Bool, _ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        let status = lines.filter { $0.hasPrefix("[GNUPG:] ") }.map { $0.dropFirst(9).split(separator: " ", maxSplits: 2) }
        func value(_ keyword: String) -> String? {
            status.first { $0.first == keyword[...] }.map { GitError.printable($0.dropFirst().reversed().joined(separator: " ")) }
        }
        if succeeded {
            let ssh = lines.first { $0.hasPrefix("Good \"git\" signature for ") }?.dropFirst("Good \"git\" signature for ".count)
            self = .good(signer: value("GOODSIG") ?? ssh.map { GitError.printable($0) } ?? "an allowed key")
        } else if let who = value("EXPKEYSIG") {
            self = .refused("it is signed by \(who), whose key has expired")
        } else if let who = value("REVKEYSIG") {
            self = .refused("it is signed by \(who), whose key is revoked")
        } else if let who = value("EXPSIG") {
            self = .refused("it is signed by \(who), and the signature has expired")
        } else if let who = value("BADSIG") {
            self = .refused("the signature of \(who) is not for what the commit says: it was changed after it was signed")
        } else if let key = status.first(where: { $0.first == "NO_PUBKEY" || $0.first == "ERRSIG" })?.dropFirst().first {
            self = .refused("it is signed with the GPG key \(GitError.printable(key)), which is not among the allowed")
        } else if let line = lines.first(where: { $0.hasPrefix("Good \"git\" signature with ") }) {
            let key = GitError.printable(line.dropFirst("Good \"git\" signature with ".count))
            self = .refused("it is signed with the ssh key \(key), which is not among the allowed, or was not when the commit was made")
        } else if text.contains("incorrect signature") {
            self = .refused("the signature is not for what the commit says: it was changed after it was signed")
        } else {
            self = .refused("its signature does not count (\(GitError.printable(text.suffix(200))))")
        }
    }
}
