/// The secret that a forge knows the bot by. Its descriptions do not show it.
package struct ForgeToken: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    let text: String

    /// - Parameter text: as it stands in a file; blanks around it do not count.
    /// - Throws: `ForgeError` when no header could carry it.
    package init(_ text: String) throws(ForgeError) {
        let bare = text.split(whereSeparator: \.isWhitespace)
        guard bare.count == 1, let token = bare.first, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ForgeError(.invalidAccess, "read token", "a token is one word of printable ASCII characters; this one is empty, or has others")
        }
        self.text = String(token)
    }

    package var description: String { "token" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// Takes the token out of a text.
    func redacted(from words: String) -> String { words.replacing(text, with: "…") }
}
