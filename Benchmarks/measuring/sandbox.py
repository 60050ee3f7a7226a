"""A sandbox in a process of its own, and what its call log tells."""

import collections
import datetime
import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.request

KEY = "AKIASANDBOXEXAMPLE00"
SECRET = "sandbox/secret/key/for/tests/only/000000"
BUCKET = "bench-images"
HOME_REGION = "us-east-1"


class Sandbox:
    """Runs `awspub-bot sandbox` while the `with` block lasts."""

    def __init__(self, **configuration):
        self.configuration = {"buckets": {BUCKET: HOME_REGION}, "optedInRegions": ["*"], **configuration}

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="bench-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        folder = pathlib.Path(self.folder.name)
        (folder / "config.json").write_text(json.dumps({**self.configuration, "dataDirectory": str(folder / "data")}))
        # It shares the processors with what is measured, so it had better not return every buffer to the system.
        environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": str(8 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
        self.process = subprocess.Popen(
            [os.environ["BOT"], "sandbox", "--config", folder / "config.json", "--port-file", folder / "port"],
            env=environment, stdout=subprocess.DEVNULL)
        while not (folder / "port").exists():
            if self.process.poll() is not None:
                raise SystemExit("the sandbox did not start")
            time.sleep(0.01)
        self.endpoint = f"http://127.0.0.1:{(folder / 'port').read_text().strip()}"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()

    @property
    def environment(self):
        """The variables with which a program finds the sandbox, and nothing of the user's."""
        home = pathlib.Path(self.folder.name) / "home"
        home.mkdir(exist_ok=True)
        return {
            "PATH": os.environ["PATH"], "HOME": str(home), "AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": HOME_REGION, "AWS_DEFAULT_REGION": HOME_REGION,
        }

    def request(self, path, method="GET", body=None):
        request = urllib.request.Request(self.endpoint + path, method=method, data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def take_calls(self):
        """Returns the calls since the last time."""
        calls = [Call(call) for call in json.loads(self.request("/_sandbox/calls"))]
        self.request("/_sandbox/calls", "DELETE")
        return calls

    def configure(self, **changes):
        self.request("/_sandbox/config", "PUT", changes)


class Call:
    def __init__(self, entry):
        self.action = entry["action"]
        self.region = entry["region"]
        self.error = entry["errorCode"]
        self.start = _seconds(entry["startedAt"])
        self.end = _seconds(entry["endedAt"]) if entry["endedAt"] else self.start


def _seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def by_action(calls):
    return collections.Counter(call.action for call in calls)


def throttled(calls):
    return sum(call.error in ("RequestLimitExceeded", "ThrottlingException") for call in calls)


def depth(calls):
    """How many calls stand in the longest row in which each began after the one before it had ended: more than depend on each other."""
    ends, longest = [], 0
    for call in sorted(calls, key=lambda call: call.start):
        length = 1 + max((known for end, known in ends if end <= call.start), default=0)
        ends.append((call.end, length))
        longest = max(longest, length)
    return longest


def peak(calls):
    """How many calls were under way at the same time at most."""
    moments = sorted([(call.start, 1) for call in calls] + [(call.end, -1) for call in calls])
    now = most = 0
    for _, change in moments:
        now += change
        most = max(most, now)
    return most
