"""The daemon in a process of its own, and what Linux says about it."""

import hashlib
import hmac
import http.client
import json
import os
import pathlib
import subprocess
import threading
import time

SECRET = b"a secret for benchmarks"
TICKS = os.sysconf("SC_CLK_TCK")


class Daemon:
    """Runs `awspub-bot serve` while the `with` block lasts.

    repositories: settings of each, as they are in the settings file.
    """

    def __init__(self, folder, environment, repositories, level="info", **settings):
        self.folder = pathlib.Path(folder)
        self.environment = environment
        self.level = level
        self.state = self.folder / "state"
        (self.folder / "secret").write_bytes(SECRET)
        hook = {"forge": "github", "secret_files": [str(self.folder / "secret")]}
        entries = [{"branch": "main", "webhook": hook, **each} for each in repositories]
        # YAML is a superset of JSON.
        (self.folder / "settings.yaml").write_text(
            json.dumps({"state_dir": str(self.state), "listen": "127.0.0.1:0", "repositories": entries, **settings}))

    def __enter__(self):
        port = self.folder / "port"
        port.unlink(missing_ok=True)
        arguments = [os.environ["BOT"], "serve", "--settings", self.folder / "settings.yaml", "--port-file", port, "--log-level", self.level]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(arguments, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while not port.exists():
            if self.process.poll() is not None:
                raise SystemExit("the daemon did not start:\n" + self.log[-4000:])
            time.sleep(0.01)
        self.port = int(port.read_text())
        self.started = time.monotonic()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    @property
    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        return connection.getresponse().read().decode()

    def metric(self, name, **labels):
        """Returns the sum of a metric's values over the labels that are not given."""
        total = 0.0
        for line in self.get("/metrics").splitlines():
            if line.startswith((name + "{", name + " ")) and all(f'{key}="{value}"' in line for key, value in labels.items()):
                total += float(line.rsplit(" ", 1)[1])
        return total

    def deliver(self, name, body):
        """Sends a delivery as GitHub does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json", "X-GitHub-Event": "push",
                   "X-Hub-Signature-256": "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()}
        connection.request("POST", f"/webhooks/{name}", body, headers)
        return connection.getresponse().status

    def until(self, what, condition, seconds=600):
        """Waits until something is so."""
        end = time.monotonic() + seconds
        while not condition():
            if self.process.poll() is not None:
                raise SystemExit("the daemon ended:\n" + self.log[-4000:])
            if time.monotonic() > end:
                raise SystemExit(f"it did not happen that {what}\n" + self.log[-4000:])
            time.sleep(0.05)

    @property
    def figures(self):
        return Figures(self.process.pid)


class Figures:
    """A process at a moment. cpu: seconds of it and of its children that have ended, in user and system mode; memory: MiB."""

    def __init__(self, pid):
        self.time = time.monotonic()
        process = pathlib.Path(f"/proc/{pid}")
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
        self.own = (int(fields[11]) + int(fields[12])) / TICKS
        self.cpu = self.own + (int(fields[13]) + int(fields[14])) / TICKS
        self.memory = int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / (1 << 20)
        self.threads = int(fields[17])
        self.files = len(os.listdir(process / "fd"))


def family_memory(pid):
    """Returns the MiB of a process and all that it started; of pages that several use, each counts its part."""
    total, pids = 0.0, [pid]
    while pids:
        each = pids.pop()
        try:
            lines = pathlib.Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
            for task in os.listdir(f"/proc/{each}/task"):
                pids += map(int, pathlib.Path(f"/proc/{each}/task/{task}/children").read_text().split())
        except (OSError, StopIteration):
            # It has ended.
            continue
    return total


class MemoryWatch:
    """Looks at the memory of a daemon and its children while the `with` block lasts."""

    def __init__(self, daemon, pause=0.5):
        self.pid, self.pause = daemon.process.pid, pause
        self.most = 0.0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self):
        while not self.stopped.wait(self.pause):
            self.most = max(self.most, family_memory(self.pid))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()
