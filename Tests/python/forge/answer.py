"""What a forge answers."""

import json
import urllib.parse

WHEN = "2026-01-02T03:04:05Z"


class Answer:
    def __init__(self, value, status=200, headers=()):
        self.body = json.dumps(value).encode()
        self.status = status
        self.headers = list(headers)


class OwnedProject:
    """A project whose path is OWNER/REPOSITORY."""

    def __init__(self, state, url):
        # `here` is where a request went, for the addresses of other pages.
        self.state, self.url, self.here = state, url, url
        self.owner = state.project.split("/")[0]

    def is_project(self, values):
        return f"{values['owner']}/{values['repo']}" == self.state.project if "owner" in values else True


def page_of(elements, query, size_name, largest, default):
    """Returns the asked page's elements, its number and the number of the last page."""
    size = max(1, min(int(query.get(size_name, default)), largest))
    number = max(1, int(query.get("page", 1)))
    return elements[(number - 1) * size:number * size], number, max(1, -(-len(elements) // size))


def link_header(url, query, number, last):
    """The header `Link` with the addresses of other pages; none for a list of one page."""
    relations = [("next", number + 1), ("last", last)] if number < last else []
    relations += [("prev", number - 1), ("first", 1)] if number > 1 else []
    links = [f'<{url}?{urllib.parse.urlencode({**query, "page": page})}>; rel="{name}"' for name, page in relations]
    return [("Link", ", ".join(links))] if links else []
