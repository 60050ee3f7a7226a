"""Plays forges on 127.0.0.1: server.py PORT.

A POST of what state.py reads (the kind, the project, the token that is asked for, requests, comments) opens another forge, on a port of its own
that is answered: {"port": 12345}. Every request that a forge gets is held against the description KIND.openapi.json; what does not keep to it is
answered with 400, and kept as a violation.

What tests want of a forge is below /-test: GET /-test/state; POST /-test/requests, /-test/comments and /-test/faults with one thing or a list of
them. A fault is {"method": "GET", "path": "a regular expression", "times": 1, "do": …}; what it does is one of
  status    answers "status" with "headers" and "body", and does nothing else
  silence   does not answer
  truncate  carries the request out, and answers half of what it would
  late      carries the request out, and closes the connection without an answer
"""

import functools
import http.server
import importlib
import json
import re
import sys
import threading
import urllib.parse

from answer import Answer
from description import Description
from state import State

describe = functools.cache(lambda kind: Description(f"{sys.path[0]}/{kind}.openapi.json"))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def read_body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send(self, answer):
        self.send_response(answer.status)
        for name, value in [("Content-Type", "application/json")] + answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class ForgeServer(Server):
    def __init__(self, config):
        super().__init__(("127.0.0.1", 0), ForgeHandler)
        self.plays = importlib.import_module(f"as_{config['kind']}")
        self.description = describe(config["kind"])
        self.state = State(config)
        self.forge = self.plays.Forge(self.state, f"http://127.0.0.1:{self.server_port}")
        self.lock = threading.Lock()


class ForgeHandler(Handler):
    def handle_request(self):
        body = self.read_body()
        url = urllib.parse.urlsplit(self.path)
        with self.server.lock:
            if url.path.startswith("/-test/"):
                return self.send(self.control(url.path.removeprefix("/-test/"), body))
            fault = self.take_fault(url.path)
            answer = None if fault and fault["do"] in ("status", "silence") else self.forge_answer(url, body, fault)
            if answer is None:
                self.note(url, body, [], fault)
        self.misbehave(fault, answer) if fault else self.send(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_request

    def forge_answer(self, url, body, fault):
        forge, plays = self.server.forge, self.server.plays
        base = next((base for base in plays.BASES if url.path.startswith(base + "/")), None)
        if base is None:
            return forge.missing
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        operation, values, wrong = self.server.description.check(self.command, url.path.removeprefix(base), query, self.headers, body)
        self.note(url, body, wrong, fault)
        if not self.has_token():
            return forge.unauthorized
        if wrong:
            return Answer({"message": "; ".join(wrong)}, 400)
        if not forge.is_project({name: urllib.parse.unquote(value) for name, value in values.items()}):
            return forge.missing
        forge.here = f"http://{self.headers.get('Host')}{url.path}"
        return forge.answer(operation, values, query, json.loads(body) if body else None)

    def has_token(self):
        token = self.server.state.token
        return any(self.headers.get(name) == form.format(token) for name, forms in self.server.plays.TOKEN_HEADERS.items() for form in forms)

    def note(self, url, body, wrong, fault):
        self.server.state.calls.append({
            "method": self.command, "path": url.path, "query": url.query, "body": body.decode(), "violations": wrong, "fault": fault and fault["do"],
            "hasToken": self.has_token(), "headers": dict(self.headers.items())})

    def take_fault(self, path):
        for fault in self.server.state.faults:
            if fault.get("times", 1) > 0 and fault.get("method", self.command) == self.command and re.search(fault.get("path", ""), path):
                fault["times"] = fault.get("times", 1) - 1
                return fault
        return None

    def misbehave(self, fault, answer):
        if fault["do"] == "status":
            return self.send(Answer(fault.get("body", {"message": "trouble"}), fault["status"], list(fault.get("headers", {}).items())))
        self.close_connection = True
        if fault["do"] == "silence":
            self.connection.recv(1)  # until the other side gives up
        elif fault["do"] == "truncate":
            answer.body = answer.body[:len(answer.body) // 2]
            self.send(answer)

    def control(self, name, body):
        state = self.server.state
        given = json.loads(body) if body else []
        for thing in given if isinstance(given, list) else [given]:
            if name == "requests":
                state.put_request(thing)
            elif name == "comments":
                state.add_comment(thing["request"], thing["author"], thing["body"], thing.get("system", False))
            elif name == "faults":
                state.faults.append(thing)
        return Answer(state.seen())


class Doorkeeper(Handler):
    def do_POST(self):
        server = ForgeServer(json.loads(self.read_body()))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.send(Answer({"port": server.server_port}))


Server(("127.0.0.1", int(sys.argv[1])), Doorkeeper).serve_forever()
