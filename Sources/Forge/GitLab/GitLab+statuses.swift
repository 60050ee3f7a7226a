import CanonicalJSON
import HTTP

// Statuses: <https://docs.gitlab.com/api/commits/>
extension GitLab {
    func statuses(of commit: String) -> ForgeCall { .get("read the statuses", "\(project)/repository/commits/\(commit)/statuses") }

    func status(_ answer: ForgeAnswer) throws(ForgeError) -> SentStatus {
        SentStatus(
            context: try answer.text("name"), state: try answer.text("status"), summary: answer["description"]?.stringValue ?? "",
            link: answer["target_url"]?.stringValue ?? "")
    }

    func set(_ status: SentStatus, on commit: String) async throws(ForgeError) {
        do throws(ForgeError) {
            try await set(status, on: commit, reference: nil)
        } catch {
            // GitLab looks for a branch with the commit, and the commit of a fork is on none.
            guard error.code == .notFound, error.context.contains("References for commit") else { throw error }
            guard let reference = try await reference(to: commit) else { throw error }
            try await set(status, on: commit, reference: reference)
        }
    }

    private func set(_ status: SentStatus, on commit: String, reference: String?) async throws(ForgeError) {
        var body: [String: JSON] = ["name": .string(status.context), "state": .string(status.state), "description": .string(status.summary)]
        if !status.link.isEmpty { body["target_url"] = .string(status.link) }
        if let reference { body["ref"] = .string(reference) }
        do throws(ForgeError) {
            _ = try await send(.change("report a status", .post, "\(project)/statuses/\(commit)", .object(body)))
        } catch {
            // It says so of the state that stands there already.
            guard error.code == .rejected, error.context.contains("Cannot transition status via") else { throw error }
        }
    }

    private func reference(to commit: String) async throws(ForgeError) -> String? {
        for answer in try await all(.get("find the merge request", "\(project)/repository/commits/\(commit)/merge_requests"))
        where answer["state"]?.stringValue == "opened" && answer["sha"]?.stringValue == commit {
            return GitLab.headReference(try answer.number("iid"))
        }
        return nil
    }
}
