#!/usr/bin/env python3
"""Uploading 4 GiB to the sandbox, hashing included, beside `aws s3 cp` (which makes no digest of the whole) and awspub with the same config.

The file is in the page cache, as after the build that made it. The sandbox runs on the same cores as the program that is measured; it
checks what it gets, as S3 does, and forgets it.
    upload.py [GIB]
"""

import os
import pathlib
import shutil
import sys

from measuring.program import Run, bot, peer
from measuring.sandbox import BUCKET, Sandbox
from measuring.table import Promises, show

SIZE = int(float(sys.argv[1]) * (1 << 30)) if len(sys.argv) > 1 else 4 << 30
ROUNDS = 2


def write_source(path):
    """Writes bytes that neither compress nor repeat."""
    block = os.urandom(8 << 20)
    with open(path, "wb") as file:
        for index in range(SIZE // len(block)):
            file.write(index.to_bytes(8, "big") + block[8:])
        file.truncate(SIZE)


def measure(folder, latency):
    config = (
        f"awspub:\n  s3: {{bucket_name: {BUCKET}}}\n"
        "  source: {path: disk.raw, architecture: x86_64}\n  images:\n"
        "    image: {boot_mode: uefi-preferred, description: An image, regions: [us-east-1]}\n")
    (folder / "config.yaml").write_text(config)
    programs = {
        "awspub-bot create": [bot(), "create", "config.yaml", "--quiet"],
        "aws s3 cp": [peer("aws"), "s3", "cp", "--quiet", "disk.raw", f"s3://{BUCKET}/disk.raw"],
        "awspub create": [peer("awspub"), "create", "config.yaml"],
    }
    best = {}
    for _ in range(ROUNDS):
        for name, arguments in programs.items():
            # Everything but the upload takes no time, so that the whole of each program can be measured.
            with Sandbox(timing={"latency": latency, "scale": 1_000_000}, callLogLimit=1000, discardsContent=True) as sandbox:
                # Ours first looks at an import after two seconds, which nothing takes in reality; the others look at once.
                run = Run(arguments, {**sandbox.environment, "AWSPUB_BOT_POLL_INTERVAL": "0.01"}, folder)
            if name not in best or run.wall < best[name].wall:
                best[name] = run
    return best


def main():
    kept = Promises()
    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"
    folder = pathlib.Path(shared) / f"bench-upload-{os.getpid()}"
    folder.mkdir()
    try:
        write_source(folder / "disk.raw")
        gib = SIZE / (1 << 30)
        for latency in (0, 0.02):
            runs = measure(folder, latency)
            ours = runs["awspub-bot create"]
            rows = [[name, SIZE / 1e6 / run.wall, run.wall / ours.wall, run.cpu / gib, run.memory] for name, run in runs.items()]
            show(f"{gib:g} GiB, {latency * 1000:g} ms, best of {ROUNDS}", ["", "MB/s", "wall ÷ ours", "CPU s a GiB", "MiB"], rows)
            kept.at_least(f"{latency * 1000:g} ms: MB/s ÷ those of aws s3 cp", runs["aws s3 cp"].wall / ours.wall, 1.2)
            kept.at_least(f"{latency * 1000:g} ms: MB/s ÷ those of awspub", runs["awspub create"].wall / ours.wall, 4)
            kept.at_most(f"{latency * 1000:g} ms: CPU ÷ the lesser of theirs", ours.cpu / min(runs["aws s3 cp"].cpu, runs["awspub create"].cpu), 1)
            kept.at_most(f"{latency * 1000:g} ms: MiB", ours.memory, 100)
    finally:
        shutil.rmtree(folder)
    kept.end()


if __name__ == "__main__":
    main()
