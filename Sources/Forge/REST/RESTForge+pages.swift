import HTTP

extension RESTForge {
    func send(_ call: ForgeCall) async throws(ForgeError) -> ForgeAnswer { try await api.send(call, headers: headers).answer }

    /// Returns the elements of all pages of a list. Pages are counted here; the addresses that a server gives for the next are not followed.
    func all(_ call: ForgeCall) async throws(ForgeError) -> [ForgeAnswer] {
        var elements: [ForgeAnswer] = []
        for page in 1...max(1, api.access.pace.pages) {
            var paged = call
            if call.isPaged {
                paged.query += [(name: "page", value: String(page)), (name: Self.limits.pageParameter, value: String(Self.limits.page))]
            }
            let (answer, headers) = try await api.send(paged, headers: headers)
            let found = try call.elements(of: answer)
            elements += found
            guard call.isPaged, Self.hasNext(headers, after: found.count) else { return elements }
        }
        throw ForgeError(.invalidAnswer, call.operation, "the list has more than \(api.access.pace.pages) pages")
    }

    /// GitLab tells the next page by number, GitHub and Gitea by `Link`; where nothing is told, a full page may have a next one.
    private static func hasNext(_ headers: HTTPHeaders, after count: Int) -> Bool {
        if let next = headers["x-next-page"] { return !next.isEmpty }
        if let link = headers["link"] { return link.contains("rel=\"next\"") }
        return count >= limits.page
    }
}
