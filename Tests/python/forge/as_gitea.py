"""Plays Gitea and Forgejo for one project. Much is as at GitHub; what differs stands here."""

from answer import WHEN, Answer, OwnedProject, link_header, page_of

BASES = ["/api/v1"]
TOKEN_HEADERS = {"Authorization": ["token {}", "Bearer {}"]}


def refusal(status, message):
    return Answer({"message": message, "url": "https://git.example.com/api/swagger"}, status)


class Forge(OwnedProject):
    unauthorized = refusal(401, "user does not exist [uid: 0, name: ]")
    missing = refusal(404, "The target couldn't be found.")

    def answer(self, operation, values, query, body):
        return getattr(self, operation)(values, query, body)

    def listed(self, elements, query):
        return page_of(elements, query, "limit", min(50, self.state.largest_page), 30)

    def person(self, login):
        person = self.state.person(login)
        return {**person, "login_name": "", "source_id": 0, "full_name": "", "email": f"{login}@noreply.example.com", "username": login,
                "html_url": f"{self.url}/{login}", "is_admin": False, "active": True}

    def repository(self, is_fork):
        owner = "somebody" if is_fork else self.owner
        name = self.state.project.split("/")[1]
        return {"id": 2 if is_fork else 1, "name": name, "full_name": f"{owner}/{name}", "owner": self.person(owner), "fork": is_fork,
                "private": False}

    def pull(self, request):
        number = request["number"]
        is_deleted = request["isFork"] == "deleted"
        head = {"label": request["branch"], "ref": request["branch"], "sha": request["head"],
                "repo_id": 0 if is_deleted else 2 if request["isFork"] else 1, "repo": None if is_deleted else self.repository(request["isFork"])}
        return {"id": 100 + number, "number": number, "state": "open" if request["open"] else "closed", "title": request["title"],
                "body": request["body"], "draft": request["draft"], "user": self.person(request["author"]), "created_at": WHEN, "updated_at": WHEN,
                "head": head,
                "base": {"label": request["base"], "ref": request["base"], "sha": "0" * 40, "repo_id": 1, "repo": self.repository(False)},
                "url": f"{self.url}/{self.state.project}/pulls/{number}", "html_url": f"{self.url}/{self.state.project}/pulls/{number}"}

    def userGetCurrent(self, values, query, body):
        return Answer(self.person(self.state.user["login"]))

    def repoListPullRequests(self, values, query, body):
        # As versions do that do not know `base_branch` yet: whoever asks must look for himself.
        found, number, last = self.listed(self.state.open_requests(), query)
        return Answer([self.pull(request) for request in found], headers=link_header(self.here, query, number, last))

    def repoCreatePullRequest(self, values, query, body):
        if not all(body.get(name) for name in ("title", "head", "base")):
            return refusal(422, "[Title]: Required")
        if len(body["title"]) > 255:
            return refusal(422, "[Title]: MaxSize")
        if self.state.is_proposed(body["head"], body["base"]):
            return refusal(409, "pull request already exists for these targets")
        if self.state.tip(body["head"]) is None:
            return self.missing
        return Answer(self.pull(self.state.propose(body["head"], body["base"], body["title"], body.get("body", ""))), 201)

    def repoEditPullRequest(self, values, query, body):
        request = self.state.requests.get(int(values["index"]))
        if request is None:
            return self.missing
        request.update({name: body[name] for name in ("title", "body") if name in body})
        return Answer(self.pull(request), 201)

    def status(self, status):
        return {"id": status["id"], "context": status["context"], "status": status["state"], "description": status["description"],
                "target_url": status["target_url"], "url": self.url, "creator": self.person(self.state.user["login"]), "created_at": WHEN,
                "updated_at": WHEN}

    def repoGetCombinedStatusByRef(self, values, query, body):
        statuses = self.state.newest_statuses(values["ref"])
        if not statuses:
            return Answer({"state": "", "sha": values["ref"], "total_count": 0, "statuses": None, "commit_url": "", "url": ""})
        found, _, _ = self.listed(statuses, query)
        worst = [state for state in ("error", "failure", "warning", "pending") if any(status["state"] == state for status in statuses)]
        return Answer({"state": (worst + ["success"])[0], "sha": values["ref"], "total_count": len(statuses),
                       "statuses": [self.status(status) for status in found], "repository": self.repository(False), "commit_url": self.url,
                       "url": self.url})

    def repoCreateStatus(self, values, query, body):
        if not body.get("state"):
            return refusal(400, "status is required")
        status = {"context": body.get("context", "default"), "state": body["state"], "description": body.get("description", ""),
                  "target_url": body.get("target_url", "")}
        return Answer(self.status(self.state.add_status(values["sha"], status)), 201)

    def comment(self, comment):
        author = None if comment["author"] is None else self.person(comment["author"])
        return {"id": comment["id"], "body": comment["body"], "user": author, "created_at": WHEN, "updated_at": WHEN, "html_url": self.url}

    def issueGetComments(self, values, query, body):
        return Answer([self.comment(comment) for comment in self.state.comments.get(int(values["index"]), [])])

    def issueCreateComment(self, values, query, body):
        if int(values["index"]) not in self.state.requests:
            return self.missing
        return Answer(self.comment(self.state.add_comment(int(values["index"]), self.state.user["login"], body["body"])), 201)

    def issueEditComment(self, values, query, body):
        try:
            comment = self.state.edit_comment(int(values["id"]), body["body"])
        except PermissionError:
            return refusal(403, "user should have permission to edit the comment")
        return self.missing if comment is None else Answer(self.comment(comment))
