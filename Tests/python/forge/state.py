"""What a forge keeps of one project."""

import hashlib
import subprocess


class State:
    def __init__(self, config):
        self.head_reference = "refs/merge-requests/{}/head" if config["kind"] == "gitlab" else "refs/pull/{}/head"
        self.project = config["project"]
        self.token = config["token"]
        self.user = config.get("user", {"id": 7, "login": "awspub-bot"})
        # A bare repository: the heads of proposed branches are looked up there, and it gets the references that lead to the heads of requests.
        self.repository = config.get("repository")
        self.largest_page = config.get("page", 100)
        self.requests = {}
        self.comments = {}
        self.statuses = {}
        self.calls = []
        self.faults = []
        self.last_id = 1000
        self.users = {self.user["login"]: self.user["id"]}
        for request in config.get("requests", []):
            self.put_request(request)
        for comment in config.get("comments", []):
            self.add_comment(comment["request"], comment["author"], comment["body"], comment.get("system", False))

    def next_id(self):
        self.last_id += 1
        return self.last_id

    def person(self, login):
        return {"id": self.users.setdefault(login, 2000 + len(self.users)), "login": login}

    def put_request(self, given):
        """Makes a request, or changes one that is there: {number, head, base, isFork, author, title, branch, body, draft, open}."""
        number = given.get("number") or max(self.requests, default=0) + 1
        new = {"number": number, "base": "main", "isFork": False, "author": "ann", "title": f"Request {number}", "branch": f"branch-{number}",
               "body": "", "draft": False, "open": True, "head": hashlib.sha1(str(number).encode()).hexdigest()}
        self.requests[number] = {**new, **self.requests.get(number, {}), **given, "number": number}
        if self.repository:
            self.git("update-ref", self.head_reference.format(number), self.requests[number]["head"])
        return self.requests[number]

    def open_requests(self):
        return [request for _, request in sorted(self.requests.items()) if request["open"]]

    def is_proposed(self, branch, base):
        """Returns the open request from a branch of the project itself, None when there is none."""
        found = (request for request in self.open_requests() if (request["branch"], request["base"]) == (branch, base) and not request["isFork"])
        return next(found, None)

    def propose(self, branch, base, title, body):
        author = self.user["login"]
        return self.put_request({"branch": branch, "base": base, "title": title, "body": body, "author": author, "head": self.tip(branch)})

    def tip(self, branch):
        if not self.repository:
            return hashlib.sha1(branch.encode()).hexdigest()
        found = self.git("rev-parse", "--verify", f"refs/heads/{branch}")
        return found.stdout.strip() if found.returncode == 0 else None

    def git(self, *words):
        return subprocess.run(["git", "-C", self.repository, *words], capture_output=True, text=True)

    def add_comment(self, request, author, body, system=False):
        comment = {"id": self.next_id(), "author": author, "body": body, "system": system, "edits": 0}
        self.comments.setdefault(request, []).append(comment)
        return comment

    def edit_comment(self, identity, body):
        """Returns the comment, None where there is none, and raises PermissionError for somebody else's."""
        for comment in (comment for comments in self.comments.values() for comment in comments):
            if comment["id"] == identity:
                if comment["author"] != self.user["login"]:
                    raise PermissionError
                comment.update(body=body, edits=comment["edits"] + 1)
                return comment
        return None

    def add_status(self, commit, status):
        self.statuses.setdefault(commit, []).append({"id": self.next_id(), **status})
        return self.statuses[commit][-1]

    def newest_statuses(self, commit):
        """The newest of each context, the newest first."""
        newest = {}
        for status in self.statuses.get(commit, []):
            newest.pop(status["context"], None)
            newest[status["context"]] = status
        return list(reversed(newest.values()))

    def seen(self):
        """Everything that tests want to know."""
        return {"requests": list(self.requests.values()), "comments": {str(number): comments for number, comments in self.comments.items()},
                "statuses": self.statuses, "calls": self.calls}
