#!/usr/bin/env python3
"""Many images in all regions: 25, 50 and 100 images × 36 regions, with EC2's throttling. Calls and memory must grow no faster than the images."""

import pathlib
import subprocess

from measuring.program import Run, bot, peer
from measuring.sandbox import BUCKET, Sandbox, throttled
from measuring.table import Promises, show

TIMING = {"importSnapshot": 5, "copySnapshotMinimum": 5, "copySnapshotMaximum": 15, "registerImage": 5, "latency": 0.04}


def regions(sandbox):
    command = "import boto3; print(*sorted(r['RegionName'] for r in boto3.client('ec2').describe_regions()['Regions']))"
    return subprocess.run([peer("python"), "-c", command], env=sandbox.environment, check=True, capture_output=True, text=True).stdout.split()[:36]


def create(images):
    with Sandbox(timing=TIMING, throttling=True) as sandbox:
        names = regions(sandbox)
        sandbox.take_calls()
        folder = pathlib.Path(sandbox.folder.name)
        (folder / "disk.vmdk").write_bytes(b"KDMV" + bytes(1 << 20))
        definitions = [f"    image-{index}: {{boot_mode: uefi-preferred, regions: [{', '.join(names)}]}}" for index in range(images)]
        head = ["awspub:", f"  s3: {{bucket_name: {BUCKET}}}", "  source: {path: disk.vmdk, architecture: x86_64}", "  images:"]
        (folder / "config.yaml").write_text("\n".join(head + definitions) + "\n")
        run = Run([bot(), "create", "config.yaml", "--log-level", "warning"], sandbox.environment, folder)
        calls = sandbox.take_calls()
        return [images, len(names), run.wall, len(calls), len(calls) / images / len(names), throttled(calls), run.cpu, run.memory], run


def main():
    rows, outputs = [], []
    for images in (25, 50, 100):
        row, run = create(images)
        rows.append(row)
        outputs.append(run.output)
    show("create", ["images", "regions", "wall s", "calls", "an image", "throttled", "CPU s", "MiB"], rows)
    kept = Promises()
    kept.at_most("calls of 100 images ÷ of 25", rows[2][3] / rows[0][3], 4)
    kept.at_most("memory of 100 images ÷ of 25", rows[2][7] / rows[0][7], 4)
    kept.at_most("memory of 100 images, MiB", rows[2][7], 300)
    kept.at_most("throttling told to the user", sum("RequestLimitExceeded" in output for output in outputs), 0)
    kept.end()


if __name__ == "__main__":
    main()
