extension RESTForge {
    package func keepComment(_ text: String, marker: String, on request: Int, opening: Bool) async throws(ForgeError) {
        let marker = ForgeText.line(marker, limit: 200)
        let isMarked = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) == marker
        let wanted = ForgeText.cut(isMarked ? text : "\(marker)\n\(text)", limit: Self.limits.text)
        let own = try await ownUser()
        for answer in try await all(comments(on: request)) {
            guard let comment = try comment(answer), isOwn(comment.author, own), ForgeText.hasLine(comment.text, marker) else { continue }
            if !ForgeText.isSame(comment.text, wanted) { _ = try await send(editing(comment.id, to: wanted, on: request)) }
            return
        }
        if opening { _ = try await send(commenting(wanted, on: request)) }
    }

    private func ownUser() async throws(ForgeError) -> ForgeUser? {
        if api.access.user != nil { return nil }
        if let user = await memory.user { return user }
        let user = try user(try await send(.get("ask whose the token is", "/user")))
        await memory.remember(user)
        return user
    }

    /// Only what the bot wrote itself is ever edited: anybody can write its marker.
    private func isOwn(_ author: ForgeUser?, _ own: ForgeUser?) -> Bool {
        guard let author else { return false }
        if let login = api.access.user { return author.login.lowercased() == login.lowercased() }
        return author.id == own?.id
    }
}
