"""Plays GitHub for one project."""

from answer import WHEN, Answer, OwnedProject, link_header, page_of

BASES = ["/api/v3", ""]
TOKEN_HEADERS = {"Authorization": ["Bearer {}", "token {}"]}


def refusal(status, message, errors=None):
    answer = {"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}
    return Answer(answer | ({"errors": errors} if errors else {}), status)


def invalid(resource, field, message):
    return refusal(422, "Validation Failed", [{"resource": resource, "code": "custom", "field": field, "message": message}])


class Forge(OwnedProject):
    unauthorized = refusal(401, "Bad credentials")
    missing = refusal(404, "Not Found")

    def answer(self, operation, values, query, body):
        return getattr(self, operation.split("/")[1].replace("-", "_") + "_" + operation.split("/")[0])(values, query, body)

    def listed(self, elements, query):
        found, number, last = page_of(elements, query, "per_page", self.state.largest_page, 30)
        return found, link_header(self.here, query, number, last)

    def person(self, login):
        person = self.state.person(login)
        return {**person, "node_id": "", "type": "User", "site_admin": False, "url": f"{self.url}/users/{login}", "html_url": f"{self.url}/{login}"}

    def repository(self, is_fork):
        owner = "somebody" if is_fork else self.owner
        name = self.state.project.split("/")[1]
        return {"id": 2 if is_fork else 1, "name": name, "full_name": f"{owner}/{name}", "owner": self.person(owner), "fork": is_fork,
                "private": False, "url": f"{self.url}/repos/{owner}/{name}"}

    def pull(self, request):
        number = request["number"]
        fork = None if request["isFork"] == "deleted" else self.repository(request["isFork"])
        owner = "somebody" if request["isFork"] else self.owner
        return {"id": 100 + number, "number": number, "state": "open" if request["open"] else "closed", "title": request["title"],
                "body": request["body"] or None, "draft": request["draft"], "user": self.person(request["author"]),
                "created_at": WHEN, "updated_at": WHEN, "url": f"{self.url}/repos/{self.state.project}/pulls/{number}",
                "html_url": f"{self.url}/{self.state.project}/pull/{number}",
                "head": {"label": f"{owner}:{request['branch']}", "ref": request["branch"], "sha": request["head"], "user": self.person(owner),
                         "repo": fork},
                "base": {"label": f"{self.owner}:{request['base']}", "ref": request["base"], "sha": "0" * 40, "user": self.person(self.owner),
                         "repo": self.repository(False)}}

    def get_authenticated_users(self, values, query, body):
        return Answer(self.person(self.state.user["login"]))

    def list_pulls(self, values, query, body):
        found = [request for request in self.state.open_requests() if query.get("base", request["base"]) == request["base"]]
        if "head" in query:
            owner, branch = query["head"].split(":", 1)
            found = [request for request in found if request["branch"] == branch and (owner == self.owner) != bool(request["isFork"])]
        if query.get("direction", "desc" if query.get("sort", "created") == "created" else "asc") == "desc":
            found.reverse()
        found, headers = self.listed(found, query)
        return Answer([self.pull(request) for request in found], headers=headers)

    def create_pulls(self, values, query, body):
        if len(body["title"]) > 256:
            return invalid("PullRequest", "title", "title is too long (maximum is 256 characters)")
        if len(body.get("body", "")) > 65536:
            return invalid("PullRequest", "body", "body is too long (maximum is 65536 characters)")
        if self.state.is_proposed(body["head"], body["base"]):
            return invalid("PullRequest", "head", f"A pull request already exists for {self.owner}:{body['head']}.")
        if self.state.tip(body["head"]) is None:
            return invalid("PullRequest", "head", "head is invalid")
        return Answer(self.pull(self.state.propose(body["head"], body["base"], body["title"], body.get("body", ""))), 201)

    def update_pulls(self, values, query, body):
        request = self.state.requests.get(int(values["pull_number"]))
        if request is None:
            return self.missing
        request.update({name: body[name] for name in ("title", "body", "base") if name in body})
        return Answer(self.pull(request))

    def status(self, status):
        return {**status, "url": self.url, "node_id": "", "avatar_url": None, "created_at": WHEN, "updated_at": WHEN}

    def get_combined_status_for_ref_repos(self, values, query, body):
        statuses = self.state.newest_statuses(values["ref"])
        found, headers = self.listed(statuses, query)
        worst = [state for state in ("error", "failure", "pending") if any(status["state"] == state for status in statuses)]
        return Answer({"state": "failure" if worst[:1] == ["error"] else (worst + ["success" if statuses else "pending"])[0], "sha": values["ref"],
                       "total_count": len(statuses), "statuses": [self.status(status) for status in found], "repository": self.repository(False),
                       "commit_url": self.url, "url": self.url}, headers=headers)

    def create_commit_status_repos(self, values, query, body):
        if len(body.get("description") or "") > 140:
            return invalid("Status", "description", "description is too long (maximum is 140 characters)")
        context = body.get("context", "default")
        if sum(status["context"] == context for status in self.state.statuses.get(values["sha"], [])) >= 1000:
            return invalid("Status", "sha", "This SHA and context has reached the maximum number of statuses.")
        status = {"context": context, "state": body["state"], "description": body.get("description"), "target_url": body.get("target_url")}
        return Answer(self.status(self.state.add_status(values["sha"], status)), 201)

    def comment(self, comment):
        author = None if comment["author"] is None else self.person(comment["author"])
        return {"id": comment["id"], "node_id": "", "body": comment["body"], "user": author, "created_at": WHEN, "updated_at": WHEN, "url": self.url,
                "html_url": self.url, "issue_url": self.url, "author_association": "MEMBER"}

    def list_comments_issues(self, values, query, body):
        found, headers = self.listed(self.state.comments.get(int(values["issue_number"]), []), query)
        return Answer([self.comment(comment) for comment in found], headers=headers)

    def create_comment_issues(self, values, query, body):
        if int(values["issue_number"]) not in self.state.requests:
            return self.missing
        if len(body["body"]) > 65536:
            return invalid("IssueComment", "data", "Body is too long (maximum is 65536 characters)")
        return Answer(self.comment(self.state.add_comment(int(values["issue_number"]), self.state.user["login"], body["body"])), 201)

    def update_comment_issues(self, values, query, body):
        if len(body["body"]) > 65536:
            return invalid("IssueComment", "data", "Body is too long (maximum is 65536 characters)")
        try:
            comment = self.state.edit_comment(int(values["comment_id"]), body["body"])
        except PermissionError:
            return refusal(403, "Must have admin rights to Repository.")
        return self.missing if comment is None else Answer(self.comment(comment))
