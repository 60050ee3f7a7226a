"""Plays GitLab for one project."""

import urllib.parse

from answer import WHEN, Answer, link_header, page_of

BASES = ["/api/v4"]
TOKEN_HEADERS = {"PRIVATE-TOKEN": ["{}"], "Authorization": ["Bearer {}"]}


def refusal(status, message):
    return Answer({"message": message}, status)


class Forge:
    unauthorized = refusal(401, "401 Unauthorized")
    missing = refusal(404, "404 Not found")

    def __init__(self, state, url):
        # `here` is where a request went, for the addresses of other pages.
        self.state, self.url, self.here = state, url, url

    def is_project(self, values):
        return urllib.parse.unquote(values["id"]) == self.state.project if "id" in values else True

    def answer(self, operation, values, query, body):
        return getattr(self, operation)(values, query, body)

    def listed(self, elements, query, make):
        found, number, last = page_of(elements, query, "per_page", min(100, self.state.largest_page), 20)
        headers = [("X-Page", str(number)), ("X-Total-Pages", str(last)), ("X-Next-Page", str(number + 1) if number < last else ""),
                   ("X-Per-Page", query.get("per_page", "20")), ("X-Total", str(len(elements)))] + link_header(self.here, query, number, last)
        return Answer([make(element) for element in found], headers=headers)

    def person(self, login):
        person = self.state.person(login)
        return {"id": person["id"], "username": login, "name": login, "state": "active", "avatar_url": None, "web_url": f"{self.url}/{login}"}

    def merge_request(self, request):
        source = None if request["isFork"] == "deleted" else 2 if request["isFork"] else 1
        number = request["number"]
        return {"id": 100 + number, "iid": number, "project_id": 1, "title": request["title"], "description": request["body"],
                "state": "opened" if request["open"] else "closed", "draft": request["draft"], "author": self.person(request["author"]),
                "source_branch": request["branch"], "target_branch": request["base"], "source_project_id": source, "target_project_id": 1,
                "sha": request["head"], "created_at": WHEN, "updated_at": WHEN,
                "web_url": f"{self.url}/{self.state.project}/-/merge_requests/{number}"}

    def getApiV4User(self, values, query, body):
        return Answer(self.person(self.state.user["login"]))

    def getApiV4ProjectsIdMergeRequests(self, values, query, body):
        found = [request for request in self.state.open_requests()
                 if query.get("target_branch", request["base"]) == request["base"]
                 and query.get("source_branch", request["branch"]) == request["branch"]]
        if query.get("sort", "desc") == "desc":
            found.reverse()
        return self.listed(found, query, self.merge_request)

    def postApiV4ProjectsIdMergeRequests(self, values, query, body):
        if len(body["title"]) > 255:
            return refusal(400, {"title": ["is too long (maximum is 255 characters)"]})
        if found := self.state.is_proposed(body["source_branch"], body["target_branch"]):
            return refusal(409, [f"Another open merge request already exists for this source branch: !{found['number']}"])
        if self.state.tip(body["source_branch"]) is None:
            return refusal(400, {"source_branch": ["does not exist"]})
        made = self.state.propose(body["source_branch"], body["target_branch"], body["title"], body.get("description", ""))
        return Answer(self.merge_request(made), 201)

    def putApiV4ProjectsIdMergeRequestsMergeRequestIid(self, values, query, body):
        request = self.state.requests.get(int(values["merge_request_iid"]))
        if request is None:
            return self.missing
        request.update({kept: body[name] for name, kept in (("title", "title"), ("description", "body")) if name in body})
        return Answer(self.merge_request(request))

    def note(self, comment):
        author = None if comment["author"] is None else self.person(comment["author"])
        return {"id": comment["id"], "body": comment["body"], "author": author, "system": comment["system"], "created_at": WHEN, "updated_at": WHEN,
                "noteable_type": "MergeRequest", "internal": False, "resolvable": False}

    def getApiV4ProjectsIdMergeRequestsNoteableIdNotes(self, values, query, body):
        notes = list(self.state.comments.get(int(values["merge_request_iid"]), []))
        if query.get("sort", "desc") == "desc":
            notes.reverse()
        return self.listed(notes, query, self.note)

    def postApiV4ProjectsIdMergeRequestsNoteableIdNotes(self, values, query, body):
        if int(values["merge_request_iid"]) not in self.state.requests:
            return self.missing
        if len(body["body"]) > 1_000_000:
            return refusal(400, {"note": ["is too long (maximum is 1000000 characters)"]})
        return Answer(self.note(self.state.add_comment(int(values["merge_request_iid"]), self.state.user["login"], body["body"])), 201)

    def putApiV4ProjectsIdMergeRequestsNoteableIdNotesNoteId(self, values, query, body):
        try:
            comment = self.state.edit_comment(int(values["note_id"]), body["body"])
        except PermissionError:
            return refusal(403, "403 Forbidden")
        return self.missing if comment is None else Answer(self.note(comment))

    def status(self, commit, status):
        return {"id": status["id"], "sha": commit, "ref": status["ref"], "status": status["state"], "name": status["context"],
                "description": status["description"], "target_url": status["target_url"], "created_at": WHEN, "allow_failure": False,
                "author": self.person(self.state.user["login"])}

    def getApiV4ProjectsIdRepositoryCommitsShaStatuses(self, values, query, body):
        return self.listed(self.state.newest_statuses(values["sha"]), query, lambda status: self.status(values["sha"], status))

    def getApiV4ProjectsIdRepositoryCommitsShaMergeRequests(self, values, query, body):
        return self.listed([request for request in self.state.requests.values() if request["head"] == values["sha"]], query, self.merge_request)

    def postApiV4ProjectsIdStatusesSha(self, values, query, body):
        """As GitLab's create_commit_status_service.rb has it: a status that is pending or running is changed, any other has a new one after it."""
        commit, reference = values["sha"], body.get("ref")
        if reference is None and any(request["head"] == commit and request["isFork"] for request in self.state.requests.values()):
            return refusal(404, "404 References for commit Not Found")
        if len(body.get("description", "")) > 255 or len(body.get("name", "")) > 255:
            return refusal(400, {"description": ["is too long (maximum is 255 characters)"]})
        name = body.get("name", body.get("context", "default"))
        status = next((status for status in self.state.newest_statuses(commit)
                       if status["context"] == name and status["ref"] == (reference or "main") and status["state"] in ("pending", "running")), None)
        event = {"pending": "enqueue", "running": "run"}.get(body["state"])
        if status and (event == "enqueue" or event == "run" and status["state"] == "running"):
            return refusal(400, f'Cannot transition status via :{event} from :{status["state"]} (Reason(s): Status cannot transition via "{event}")')
        given = {"context": name, "state": body["state"], "description": body.get("description"), "target_url": body.get("target_url"),
                 "ref": reference or "main"}
        if status:
            status.update(given)
        else:
            status = self.state.add_status(commit, given)
        return Answer(self.status(commit, status), 201)
