import CanonicalJSON
import HTTP

// Comments: <https://docs.gitlab.com/api/notes/>
extension GitLab {
    func comments(on request: Int) -> ForgeCall {
        .get(
            "list the comments", "\(project)/merge_requests/\(request)/notes",
            query: [(name: "order_by", value: "created_at"), (name: "sort", value: "asc")])
    }

    func comment(_ answer: ForgeAnswer) throws(ForgeError) -> Comment? {
        if answer["system"]?.boolValue == true { return nil }
        let author: ForgeUser? =
            if let json = answer["author"], json != .null { try user(ForgeAnswer(json: json, operation: answer.operation)) } else { nil }
        return Comment(id: try answer.number("id"), author: author, text: try answer.text("body"))
    }

    func commenting(_ text: String, on request: Int) -> ForgeCall {
        .make("comment", "\(project)/merge_requests/\(request)/notes", ["body": .string(text)])
    }

    func editing(_ comment: Int, to text: String, on request: Int) -> ForgeCall {
        .change("edit the comment", .put, "\(project)/merge_requests/\(request)/notes/\(comment)", ["body": .string(text)])
    }
}
