"""Reads with a public client what stands at a forge: peers.py KIND URL PROJECT TOKEN COMMIT REQUEST.

Prints {"requests": [[number, title, head, base]…], "statuses": {context: [state, description, link]}, "comments": [[author, text]…]}.
"""

import asyncio
import json
import sys

kind, url, project, token, commit, number = sys.argv[1:]


def github():
    import github

    repository = github.Github(auth=github.Auth.Token(token), base_url=url, retry=None, timeout=60, lazy=True).get_repo(project)
    commit_ = github.Commit.Commit(repository._requester, {}, {"url": f"{repository.url}/commits/{commit}", "sha": commit})
    return {
        "requests": [[pull.number, pull.title, pull.head.sha, pull.base.ref] for pull in repository.get_pulls(state="open", direction="asc")],
        "statuses": {status.context: [status.state, status.description, status.target_url] for status in commit_.get_combined_status().statuses},
        "comments": [[comment.user.login, comment.body] for comment in issue_comments(repository)],
    }


def issue_comments(repository):
    import github

    attributes = {"url": f"{repository.url}/issues/{number}", "number": int(number)}
    return github.Issue.Issue(repository._requester, {}, attributes).get_comments()


def gitlab():
    import gitlab

    found = gitlab.Gitlab(url, private_token=token, timeout=60).projects.get(project, lazy=True)
    requests = found.mergerequests.list(state="opened", order_by="created_at", sort="asc", get_all=True)
    notes = found.mergerequests.get(int(number), lazy=True).notes.list(sort="asc", order_by="created_at", get_all=True)
    return {
        "requests": [[request.iid, request.title, request.sha, request.target_branch] for request in requests],
        "statuses": {status.name: [status.status, status.description, status.target_url]
                     for status in found.commits.get(commit, lazy=True).statuses.list(get_all=True)},
        "comments": [[note.author["username"], note.body] for note in notes if not note.system],
    }


async def gitea():
    import gitea_api_client

    key = {"AuthorizationHeaderToken": token}
    configuration = gitea_api_client.Configuration(host=f"{url}/api/v1", api_key=key, api_key_prefix={"AuthorizationHeaderToken": "token"})
    owner, name = project.split("/")
    async with gitea_api_client.ApiClient(configuration) as client:
        repositories, issues = gitea_api_client.RepositoryApi(client), gitea_api_client.IssueApi(client)
        requests, page = [], 0
        while found := await repositories.repo_list_pull_requests(owner, name, state="open", sort="oldest", page=(page := page + 1)):
            requests += found
        combined = await repositories.repo_get_combined_status_by_ref(owner, name, commit)
        comments = await issues.issue_get_comments(owner, name, int(number))
    return {
        "requests": [[pull.number, pull.title, pull.head.sha, pull.base.ref] for pull in requests],
        "statuses": {status.context: [status.status, status.description, status.target_url] for status in combined.statuses or []},
        "comments": [[comment.user.login, comment.body] for comment in comments],
    }


print(json.dumps(asyncio.run(gitea()) if kind == "gitea" else {"github": github, "gitlab": gitlab}[kind]()))
