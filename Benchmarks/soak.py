#!/usr/bin/env python3
"""Thousands of commits, each looked at and published by the daemon; nothing of it may grow: `soak.py [COMMITS]`.

Each commit changes one of 50 configs; every tenth brings a new source in git-lfs. The next one comes when the daemon has looked at this one.
"""

import os
import pathlib
import sys
import tempfile
import time

from measuring.daemon import Daemon
from measuring.gitserver import GitServer, commit, git
from measuring.sandbox import BUCKET, Sandbox
from measuring.table import Promises, show

COMMITS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
CONFIGS = 50
SAMPLES = 16
SOURCE = 64 << 10


def config(index, change):
    return (f"awspub:\n  s3: {{bucket_name: {BUCKET}}}\n  source: {{path: disk.vmdk, architecture: x86_64}}\n  images:\n"
            f"    image-{index}: {{boot_mode: uefi-preferred, description: change {change}, regions: [us-east-1]}}\n").encode()


def change(number, server):
    """Returns the files of a commit."""
    index = number * 7 % CONFIGS
    files = {f"images/{index}/config.yaml": config(index, number)}
    if number % 10 == 0:
        files[f"images/{index}/disk.vmdk"] = source(server, number)
    return files


def source(server, number):
    return server.add_large_file(b"KDMV" + number.to_bytes(8, "big") * (SOURCE // 8)).encode()


def make_repository(server):
    git(server.folder, "init", "--quiet", "--bare", "--initial-branch=main", server.path("images"))
    server.prepare("images")
    tree = git(server.path("images"), "mktree", data=b"")
    git(server.path("images"), "update-ref", "refs/heads/main", git(server.path("images"), "commit-tree", tree, "-m", "start"))
    files = {".awspub-bot.yaml": b"on_change: replace\n"}
    for index in range(CONFIGS):
        files[f"images/{index}/config.yaml"] = config(index, "none")
        files[f"images/{index}/disk.vmdk"] = source(server, index + (1 << 32))
    commit(server.path("images"), files)


def folder_size(folder):
    """Returns MiB."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                # It was removed meanwhile.
                continue
    return total / (1 << 20)


class Soak:
    def __init__(self, server, daemon):
        self.server, self.daemon = server, daemon
        self.rows = []
        self.began = self.last = daemon.figures

    def looks(self):
        return self.daemon.metric("awspub_bot_polls_total")

    def commit(self, number):
        before = self.looks()
        while not commit(self.server.path("images"), change(number, self.server)):
            # Results were pushed in between.
            pass
        self.daemon.deliver("images", f'{{"number": {number}}}'.encode())
        self.daemon.until("it was looked at", lambda: self.looks() > before)
        if number % 500 == 0:
            git(self.server.path("images"), "gc", "--quiet")

    def sample(self, number, since):
        now = self.daemon.figures
        state = self.daemon.state / "images"
        clone = folder_size(state / "clone.git")
        packs = len(list((state / "clone.git/objects/pack").glob("*.pack")))
        self.rows.append([number, now.memory, now.files, now.threads, clone, packs, folder_size(state) - clone,
                          (now.cpu - self.last.cpu) * 1000 / max(1, since), int(self.daemon.metric("awspub_bot_runs_total"))])
        self.last = now

    def run(self):
        step = max(1, COMMITS // SAMPLES)
        for number in range(1, COMMITS + 1):
            self.commit(number)
            if number % step == 0:
                self.sample(number, step)


def main():
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, GitServer(folder) as server:
        make_repository(server)
        with Sandbox(timing={"scale": 1000}, callLogLimit=10_000) as sandbox:
            environment = {**sandbox.environment, "AWSPUB_BOT_POLL_INTERVAL": "0.05"}
            repositories = [{"name": "images", "url": server.url("images"), "interval": "10s", "resync": "20s"}]
            with Daemon(folder, environment, repositories, level="warning") as daemon:
                daemon.until("all is published", lambda: daemon.metric("awspub_bot_units", status="published") == CONFIGS)
                soak = Soak(server, daemon)
                soak.run()
                daemon.until("the last is published", lambda: daemon.metric("awspub_bot_runs_active") == 0)
                failed = daemon.metric("awspub_bot_polls_total", outcome="failed") + daemon.metric("awspub_bot_runs_total", result="failed")
                seconds = daemon.figures.time - soak.began.time
                if failed:
                    print(daemon.log[-3000:])
    report(soak.rows, failed, seconds)


def report(rows, failed, seconds):
    show(f"{COMMITS} commits in {seconds:.0f} s", ["commits", "MiB", "files", "threads", "clone MiB", "packs", "other state MiB", "CPU ms a commit", "runs"],
         rows)
    middle = len(rows) // 2
    half, last = rows[middle - 1], rows[-1]
    # Each pack is an open file, and there are more and more of them until the clone is compacted.
    most = [max(row[2] for row in part) for part in (rows[:middle], rows[middle:])]
    kept = Promises()
    kept.at_most("memory at the end ÷ at half", last[1] / half[1], 1.1)
    kept.at_most("most files of the second half − of the first", most[1] - most[0], 20)
    kept.at_most("threads at the end − at half", last[3] - half[3], 10)
    kept.at_most("packs", max(row[5] for row in rows), 100)
    kept.at_most("clone KiB a commit", (last[4] - half[4]) * 1024 / (last[0] - half[0]), 8)
    kept.at_most("other state at the end − at half, MiB", last[6] - half[6], 5)
    kept.at_most("looks and runs that failed", failed, 0)
    kept.end()


if __name__ == "__main__":
    main()
