extension RESTForge {
    package func openRequests(onto branch: String) async throws(ForgeError) -> [ChangeRequest] {
        try await requests(onto: branch, from: nil).map(\.request)
    }

    package func propose(_ proposal: ChangeProposal) async throws(ForgeError) -> ChangeRequest {
        let wanted = ChangeProposal(
            branch: proposal.branch, base: proposal.base, title: ForgeText.line(proposal.title, limit: Self.limits.title),
            body: ForgeText.cut(proposal.body, limit: Self.limits.text))
        if let open = try await own(wanted) { return try await bring(open, to: wanted) }
        do throws(ForgeError) {
            return try await made(opening(wanted))
        } catch {
            // Somebody was faster, or an earlier attempt did come through.
            guard [.rejected, .unreachable].contains(error.code), let open = try await own(wanted) else { throw error }
            return try await bring(open, to: wanted)
        }
    }

    private func requests(onto base: String, from branch: String?) async throws(ForgeError) -> [OpenRequest] {
        var seen: Set<Int> = []
        var open: [OpenRequest] = []
        for answer in try await all(listing(onto: base, from: branch)) {
            // A list that changes while it is read can have an element on two pages.
            guard let found = try request(answer), found.request.base == base, seen.insert(found.request.number).inserted else { continue }
            open.append(found)
        }
        return open
    }

    /// Returns the open request from the proposal's branch, which must be one of the same repository.
    private func own(_ proposal: ChangeProposal) async throws(ForgeError) -> OpenRequest? {
        try await requests(onto: proposal.base, from: proposal.branch).first { !$0.request.isFork && $0.branch == proposal.branch }
    }

    private func bring(_ open: OpenRequest, to proposal: ChangeProposal) async throws(ForgeError) -> ChangeRequest {
        let title = ForgeText.line(ForgeText.draftMark(of: open.request.title) + proposal.title, limit: Self.limits.title)
        guard open.request.title != title || !ForgeText.isSame(open.body, proposal.body) else { return open.request }
        let wanted = ChangeProposal(branch: proposal.branch, base: proposal.base, title: title, body: proposal.body)
        return try await made(editing(open.request.number, wanted))
    }

    private func made(_ call: ForgeCall) async throws(ForgeError) -> ChangeRequest {
        guard let made = try request(try await send(call)) else {
            throw ForgeError(.unreachable, call.operation, "\(api.access.api) still prepares the request")
        }
        return made.request
    }
}
