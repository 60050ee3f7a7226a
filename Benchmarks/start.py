#!/usr/bin/env python3
"""From the start of the process to its first call to AWS, beside awspub and the AWS CLI."""

import pathlib
import statistics

from measuring.program import Run, bot, peer
from measuring.sandbox import BUCKET, Sandbox
from measuring.table import Promises, show

ROUNDS = 15


def first_call(arguments, sandbox, folder, rounds=ROUNDS):
    """Returns milliseconds."""
    times = []
    for _ in range(rounds):
        sandbox.take_calls()
        run = Run(arguments, sandbox.environment, folder, may_fail=True)
        times.append((min(call.start for call in sandbox.take_calls()) - run.started) * 1000)
    return times


def main():
    with Sandbox() as sandbox:
        folder = pathlib.Path(sandbox.folder.name)
        (folder / "disk.vmdk").write_bytes(b"KDMV" + bytes(1 << 20))
        (folder / "config.yaml").write_text(
            f"awspub:\n  s3: {{bucket_name: {BUCKET}}}\n  source: {{path: disk.vmdk, architecture: x86_64}}\n"
            "  images:\n    image: {boot_mode: uefi-preferred, description: An image}\n")
        ours = first_call([bot(), "list", "config.yaml"], sandbox, folder)
        awspub = first_call([peer("awspub"), "list", "config.yaml"], sandbox, folder, 3)
        cli = first_call([peer("aws"), "ec2", "describe-regions"], sandbox, folder, 3)
    rows = [[name, statistics.median(times), max(times), statistics.median(times) / statistics.median(ours)]
            for name, times in (("awspub-bot list", ours), ("awspub list", awspub), ("aws ec2 describe-regions", cli))]
    show("process start to first call", ["", "median ms", "most ms", "ratio"], rows)
    kept = Promises()
    kept.at_most("awspub-bot, median ms", statistics.median(ours), 50)
    kept.end()


if __name__ == "__main__":
    main()
