"""Programs that are run and measured."""

import os
import subprocess
import sys
import tempfile
import time


class Run:
    """Runs a program to its end.

    wall: seconds; cpu: seconds of it and its children, in user and system mode; memory: the most resident MiB.
    """

    def __init__(self, arguments, environment, folder=None, may_fail=False):
        with tempfile.TemporaryFile() as output:
            self.started = time.time()
            start = time.monotonic()
            process = subprocess.Popen(
                [str(argument) for argument in arguments], env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(process.pid, 0)
            self.wall = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            self.output = output.read().decode(errors="replace")
        self.status = process.returncode
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        if self.status != 0 and not may_fail:
            print(self.output[-4000:], file=sys.stderr)
            raise SystemExit(f"{arguments[0]} {arguments[1]} ended with {self.status}")


def bot():
    return os.environ["BOT"]


def peer(name):
    """A program that scripts/setup installed beside the interpreter."""
    return os.path.join(os.path.dirname(os.environ["PYTHON"]), name)
