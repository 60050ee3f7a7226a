#!/usr/bin/env python3
"""Webhook deliveries at a constant rate while runs go on, with idle and slow connections and bodies that are too large: `deliveries.py [SECONDS]`.

wrk sends 2,000 a second as GitHub does, each with a body and signature of its own; a quarter of them are wrong in some way, or repetitions. A time
runs from when wrk writes a request until it has the answer. Meanwhile commits are pushed to the repository, and the daemon publishes them.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

from measuring.daemon import Daemon
from measuring.gitserver import GitServer, commit, git
from measuring.sandbox import Sandbox
from measuring.table import Promises, show

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 60
RATE = 2000
CONNECTIONS = 200
IDLE, SLOW, OVERSIZED = 5000, 50, 4
CONFIGS = 100
HERE = pathlib.Path(__file__).parent / "measuring"
TOPIC = "arn:aws:sns:us-east-1:123456789012:new-images"


def payload():
    """Returns a body of the size of a usual push event of GitHub, with a place for a number."""
    person = {"name": "ann", "email": "ann@example.com", "username": "ann"}
    change = {"id": "1" * 40, "tree_id": "2" * 40, "distinct": True, "message": "Update the images", "timestamp": "2026-01-01T00:00:00Z",
              "url": "https://git.example.com/org/images/commit/" + "1" * 40, "author": person, "committer": person, "added": [], "removed": [],
              "modified": [f"images/{index}/config.yaml" for index in range(20)]}
    repository = {f"{name}_url": f"https://git.example.com/repos/org/images/{name}{{/sha}}" for name in (
        "archive assignees blobs branches collaborators comments commits compare contents deployments downloads events forks hooks issues keys "
        "labels languages merges milestones notifications pulls releases stargazers statuses subscribers tags teams trees").split()}
    text = json.dumps({"ref": "refs/heads/main", "before": "0" * 40, "after": "1" * 40, "number": "@@", "repository": repository,
                       "pusher": person, "commits": [change, change], "head_commit": change})
    return text.replace('"@@"', "@@")


class Pusher(threading.Thread):
    """Pushes a change of one config a second until it is stopped."""

    def __init__(self, server):
        super().__init__()
        self.server = server
        self.stopped = threading.Event()
        self.pushed = 0

    def run(self):
        while not self.stopped.wait(1):
            index = self.pushed % CONFIGS
            path = f"{index // 100}/config-{index}.yaml"
            text = git(self.server.path("images"), "show", f"main:{path}")
            text = text.replace("minimal\n", f"minimal, change {self.pushed}\n", 1)
            self.pushed += commit(self.server.path("images"), {path: text.encode() + b"\n"})


def load(daemon, folder, memory):
    """Returns what wrk says, and what the troublemakers say."""
    (folder / "payload").write_text(payload())
    troublemakers = subprocess.Popen(
        [os.environ["PYTHON"], HERE / "troublemakers.py", str(daemon.port), str(IDLE), str(SLOW), str(OVERSIZED)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True)
    try:
        troublemakers.stdout.readline()
        wrk = subprocess.Popen(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "10s", "-s", HERE / "deliver.lua", f"http://127.0.0.1:{daemon.port}",
             "--", str(RATE), folder / "secret", folder / "payload", "images"], stdout=subprocess.PIPE, text=True)
        while wrk.poll() is None:
            figures = daemon.figures
            memory.append([round(time.monotonic() - daemon.started), figures.memory, figures.files, figures.threads])
            time.sleep(min(5, SECONDS / 6))
        told = troublemakers.communicate(timeout=60)[0]
    finally:
        troublemakers.kill()
        troublemakers.wait()
    line = next(line for line in wrk.stdout.read().splitlines() if line.startswith("RESULT "))
    return json.loads(line.removeprefix("RESULT ")), json.loads(told)


def main():
    buckets = {f"images-{index}": "us-east-1" for index in range(7)}
    memory = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name, GitServer(name) as server:
        server.sample("images", CONFIGS)
        with Sandbox(buckets=buckets, topics=[TOPIC], timing={"scale": 10}, callLogLimit=10_000) as sandbox:
            repositories = [{"name": "images", "url": server.url("images"), "interval": "60s"}]
            with Daemon(name, sandbox.environment, repositories, level="warning") as daemon:
                daemon.until("it was looked at", lambda: daemon.metric("awspub_bot_polls_total") > 0)
                pusher = Pusher(server)
                pusher.start()
                before = daemon.figures
                try:
                    result, trouble = load(daemon, pathlib.Path(name), memory)
                finally:
                    pusher.stopped.set()
                    pusher.join()
                after = daemon.figures
                outcomes = {each: daemon.metric("awspub_bot_webhooks_total", outcome=each) for each in (
                    "woken", "replay", "malformed", "unauthorized", "unknown", "too_large", "too_slow")}
                runs, looks = daemon.metric("awspub_bot_runs_total"), daemon.metric("awspub_bot_polls_total")
    report(result, trouble, memory, outcomes, runs, looks, pusher.pushed, before, after)


def report(result, trouble, memory, outcomes, runs, looks, pushed, before, after):
    rate = result["requests"] / result["seconds"]
    show("deliveries", ["a second", "p50 ms", "p90", "p99", "p99.9", "most"],
         [[rate, *(result["latency"][part] for part in ("50", "90", "99", "99.9", "100"))]])
    show("what became of them", list(outcomes), [[int(count) for count in outcomes.values()]])
    show("meanwhile", ["pushed", "looks", "runs", "CPU s of the daemon", "with git", "idle connections", "hung up on", "answers"],
         [[pushed, int(looks), int(runs), after.own - before.own, after.cpu - before.cpu, trouble["most open"], trouble["hung up on"],
           " ".join(f"{status}: {count}" for status, count in sorted(trouble["answers"].items()))]])
    show("the daemon over time", ["s", "MiB", "files", "threads"], memory)
    kept = Promises()
    kept.at_least("deliveries a second", rate, 0.99 * RATE)
    kept.at_most("p99 ms", result["latency"]["99"], 20)
    kept.at_most("connections that broke", result["broken"], 0)
    kept.at_least("connections open beside", trouble["most open"], IDLE)
    settled = memory[len(memory) // 3:]
    kept.at_most("memory at the end ÷ after a third", settled[-1][1] / settled[0][1], 1.1)
    kept.at_least("runs meanwhile", runs, 1)
    kept.end()


if __name__ == "__main__":
    main()
