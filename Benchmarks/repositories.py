#!/usr/bin/env python3
"""What following 10, 100 and 1,000 repositories costs in which nothing happens, each looked at every 60 s: `repositories.py [COUNT…]`.

The repositories are on a server of this machine, behind http; its own work is not counted. What the git programs take that the daemon starts is.
"""

import sys
import tempfile
import time

from measuring.daemon import Daemon, MemoryWatch
from measuring.gitserver import GitServer
from measuring.sandbox import Sandbox
from measuring.table import Promises, show

INTERVAL = 60
# Two looks at each.
WINDOW = 2 * INTERVAL
CONFIGS = 5


def looks(daemon):
    return daemon.metric("awspub_bot_polls_total")


def follow(count, sandbox):
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, GitServer(folder) as server:
        server.sample("0", CONFIGS)
        for index in range(1, count):
            server.copy("0", str(index))
        repositories = [{"name": f"r{index}", "url": server.url(str(index)), "interval": f"{INTERVAL}s"} for index in range(count)]
        began = time.monotonic()
        with Daemon(folder, sandbox.environment, repositories, level="warning") as daemon:
            with MemoryWatch(daemon) as start:
                daemon.until("all were looked at", lambda: looks(daemon) >= count)
            started = time.monotonic() - began
            if daemon.metric("awspub_bot_runs_total") or daemon.metric("awspub_bot_polls_total", outcome="failed"):
                raise SystemExit("something ran, or a look failed:\n" + daemon.log[-2000:])
            # What the first looks left over.
            time.sleep(5)
            with MemoryWatch(daemon) as watch:
                before, looked = daemon.figures, looks(daemon)
                time.sleep(WINDOW)
                after, looked = daemon.figures, looks(daemon) - looked
            seconds = after.time - before.time
        began = time.monotonic()
        with Daemon(folder, sandbox.environment, repositories, level="warning") as daemon:
            again = time.monotonic() - began
    share = (after.cpu - before.cpu) / seconds * 100
    own = (after.own - before.own) / seconds * 100
    return [count, started, start.most, again, looked, share, own, (after.cpu - before.cpu) / looked * 1000, watch.most, after.files, after.threads]


def main():
    counts = [int(argument) for argument in sys.argv[1:]] or [10, 100, 1000]
    with Sandbox() as sandbox:
        rows = [follow(count, sandbox) for count in counts]
    show("repositories, a look at each every 60 s",
         ["", "first looks s", "MiB", "restart s", "looks", "% of a core", "without git", "CPU ms a look", "most MiB", "files", "threads"], rows)
    kept = Promises()
    kept.at_most(f"{counts[-1]} repositories, % of a core", rows[-1][5], 25)
    kept.at_most(f"{counts[-1]} repositories, MiB with the git programs", rows[-1][8], 300)
    kept.end()


if __name__ == "__main__":
    main()
