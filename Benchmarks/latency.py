#!/usr/bin/env python3
"""From a push to the first call to AWS, in repositories of 100, 1,000 and 10,000 configs: `latency.py [COUNT…]`.

A person pushes a change of one config over http and sends the webhook right after, as a forge does. The time runs from when the server's branch
moved to when the sandbox got the first call.
"""

import pathlib
import statistics
import sys
import tempfile
import time

from measuring.daemon import Daemon
from measuring.gitserver import GitServer, commit, git
from measuring.sandbox import Sandbox
from measuring.table import Promises, show

PUSHES = 25
TOPIC = "arn:aws:sns:us-east-1:123456789012:new-images"


class Person:
    """Somebody with a clone, who needs no worktree of ten thousand files to change one."""

    def __init__(self, folder, server):
        self.clone = pathlib.Path(folder) / "clone"
        git(folder, "clone", "--quiet", "--bare", server.url("images"), self.clone)

    def push_change(self, index, round):
        """Changes the size of the images of a config.

        Returns when the push began.
        """
        git(self.clone, "fetch", "--quiet", "origin", "+main:main")
        path = f"{index // 100}/config-{index}.yaml"
        text = git(self.clone, "show", f"main:{path}") + "\n"
        commit(self.clone, {path: text.replace("root_device_volume_size: 8", f"root_device_volume_size: {9 + round}").encode()})
        began = time.time()
        git(self.clone, "push", "--quiet", "origin", "main:main")
        return began


def rested(daemon, runs):
    return daemon.metric("awspub_bot_runs_active") == 0 and daemon.metric("awspub_bot_runs_total") >= runs


def delays(daemon, server, person, sandbox, count):
    """Returns, for each push, the milliseconds from when it began, and from when the branch had moved, to the first call."""
    whole, after = [], []
    for round in range(PUSHES):
        runs, commits = daemon.metric("awspub_bot_runs_total"), daemon.metric("awspub_bot_results_commits_total")
        sandbox.take_calls()
        began = person.push_change(count // 2 + round, round)
        moved = server.moved("images")
        daemon.deliver("images", f'{{"ref": "refs/heads/main", "round": {round}}}'.encode())
        daemon.until("the results are pushed", lambda: rested(daemon, runs + 2) and daemon.metric("awspub_bot_results_commits_total") > commits)
        first = min(call.start for call in sandbox.take_calls())
        whole.append((first - began) * 1000)
        after.append((first - moved) * 1000)
    return whole, after


def measure(count):
    buckets = {f"images-{index}": "us-east-1" for index in range(7)}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, GitServer(folder) as server:
        server.sample("images", count)
        person = Person(folder, server)
        with Sandbox(buckets=buckets, topics=[TOPIC], timing={"scale": 1000}) as sandbox:
            environment = {**sandbox.environment, "AWSPUB_BOT_POLL_INTERVAL": "0.05"}
            repositories = [{"name": "images", "url": server.url("images"), "interval": "1h"}]
            with Daemon(folder, environment, repositories) as daemon:
                daemon.until("it was looked at", lambda: daemon.metric("awspub_bot_polls_total") > 0)
                return delays(daemon, server, person, sandbox, count)


def quantile(values, part):
    return statistics.quantiles(values, n=100, method="inclusive")[part - 1]


def main():
    rows = []
    for count in [int(argument) for argument in sys.argv[1:]] or [100, 1000, 10_000]:
        whole, after = measure(count)
        rows.append([count, quantile(after, 50), quantile(after, 95), quantile(whole, 50), quantile(whole, 95)])
    show(f"push to first call, {PUSHES} pushes, ms", ["configs", "p50", "p95", "with the push p50", "p95"], rows)
    kept = Promises()
    kept.at_most(f"{rows[-1][0]} configs, p50 ms", rows[-1][1], 300)
    kept.end()


if __name__ == "__main__":
    main()
