#!/usr/bin/env python3
"""Publishing to 30 regions, beside awspub: one image (S1), ten in three groups (S2), their publication, and both again (S3).

AWS is as slow as it is measured to be: every call takes 80 ms longer, the import 40 s, copies 20 to 60 s, images 5 s, and EC2 and SSM throttle.
Both programs run at the same time, each against a sandbox of its own; awspub takes a quarter of an hour.
"""

import concurrent.futures
import json
import pathlib
import subprocess
import tempfile
import urllib.request

from measuring.program import Run, bot, peer
from measuring.sandbox import BUCKET, HOME_REGION, Sandbox, by_action, depth, peak, throttled
from measuring.table import Promises, show

LATENCY, IMPORT, SLOWEST_COPY, IMAGE = 0.08, 40, 60, 5

# The shortest row of calls each of which needs what the one before it told: find the bucket, look what is there, begin, send and complete the
# upload, begin the import, see its end, tag the snapshot, copy it, see that end, register, see the image.
DEPENDENT_CALLS = 12


def regions(sandbox):
    """Thirty regions, the bucket's among them."""
    command = "import boto3; print(*sorted(r['RegionName'] for r in boto3.client('ec2').describe_regions()['Regions']))"
    names = subprocess.run([peer("python"), "-c", command], env=sandbox.environment, check=True, capture_output=True, text=True).stdout.split()
    others = [name for name in names if name != HOME_REGION]
    return [HOME_REGION, *others[:29]]


def least_calls(images, regions):
    """By action: what cannot be left out, whoever does it."""
    copies = regions - 1
    return {
        "HeadBucket": 1, "DescribeRegions": 1, "DescribeImages": 2 * regions, "DescribeSnapshots": regions + copies, "HeadObject": 1,
        "CreateMultipartUpload": 1, "UploadPart": 1, "CompleteMultipartUpload": 1, "ImportSnapshot": 1, "DescribeImportSnapshotTasks": 1,
        "CreateTags": 1, "CopySnapshot": copies, "RegisterImage": images * regions,
    }


def write_config(folder, name, images, regions, is_public):
    lines = ["awspub:", f"  s3: {{bucket_name: {BUCKET}}}", "  source: {path: disk.vmdk, architecture: x86_64}", "  images:"]
    for index in range(images):
        # awspub cannot register images without a description.
        lines += [f"    {name}-{index}:", f"      description: Image {index}", "      boot_mode: uefi-preferred",
                  f"      groups: [group-{index % 3}]", f"      regions: {json.dumps(regions)}"]
        if is_public:
            # awspub cannot store parameters without a description.
            lines += ["      public: true", f"      ssm_parameter: [{{name: /bench/{name}/{index}, description: The newest image}}]"]
    (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n")


class Side:
    """One of the two programs, with what it did in each scenario."""

    def __init__(self, name, program, sandbox, names):
        self.name, self.program, self.sandbox = name, program, sandbox
        self.runs = {}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=sandbox.folder.name))
        (self.folder / "disk.vmdk").write_bytes(b"KDMV" + bytes(1 << 20))
        write_config(self.folder, "s1", 1, names, is_public=False)
        (self.folder / "other").mkdir()
        (self.folder / "other" / "disk.vmdk").write_bytes(b"KDMV" + bytes(1 << 20) + b"2")
        write_config(self.folder / "other", "s2", 10, names, is_public=True)

    def run(self, scenario, command, config):
        run = Run([self.program, command, config], self.sandbox.environment, self.folder)
        self.runs[scenario] = (run, self.sandbox.take_calls())

    def all(self):
        self.run("S1", "create", "s1.yaml")
        self.run("S1 again", "create", "s1.yaml")
        self.run("S2", "create", "other/s2.yaml")
        self.run("S2 again", "create", "other/s2.yaml")
        self.run("S2 publish", "publish", "other/s2.yaml")
        return self


def sandbox(names=()):
    spread = {name: 20 + 40 * index / max(1, len(names) - 2) for index, name in enumerate(names[1:])}
    timing = {
        "importSnapshot": IMPORT, "registerImage": IMAGE, "latency": LATENCY, "copySnapshotByRegion": spread}
    return Sandbox(timing=timing, throttling=True)


def critical_path(scenario):
    work = IMPORT + SLOWEST_COPY + IMAGE if "again" not in scenario and "publish" not in scenario else 0
    return work + (DEPENDENT_CALLS if work else 2) * LATENCY


def report(ours, theirs, names):
    rows = []
    for scenario in ours.runs:
        for side in (ours, theirs):
            run, calls = side.runs[scenario]
            rows.append([f"{scenario}: {side.name}", run.wall, run.wall / critical_path(scenario), len(calls), depth(calls), peak(calls),
                         throttled(calls), run.cpu, run.memory])
    columns = ["", "wall s", "× critical", "calls", "deep", "at once", "throttled", "CPU s", "MiB"]
    show(f"publication to {len(names)} regions", columns, rows)
    mine, other, least = by_action(ours.runs["S2"][1]), by_action(theirs.runs["S2"][1]), least_calls(10, len(names))
    actions = sorted({*mine, *other, *least})
    show("calls of S2 by action", ["", ours.name, theirs.name, "least"], [[a, mine[a], other[a], least.get(a, 0)] for a in actions]
         + [["all", sum(mine.values()), sum(other.values()), sum(least.values())]])


def promises(ours, theirs):
    kept = Promises()
    wall = lambda side, scenario: side.runs[scenario][0].wall
    for scenario in ("S1", "S2"):
        kept.at_most(f"{scenario}: wall ÷ critical path", wall(ours, scenario) / critical_path(scenario), 1.05)
    kept.at_most("S2: calls ÷ awspub's", len(ours.runs["S2"][1]) / len(theirs.runs["S2"][1]), 0.334)
    for scenario in ("S2 publish", "S1 again", "S2 again"):
        kept.at_least(f"{scenario}: awspub's wall ÷ ours", wall(theirs, scenario) / wall(ours, scenario), 40)
    for scenario in ("S1 again", "S2 again"):
        kept.at_most(f"{scenario}: calls in a row", depth(ours.runs[scenario][1]), 10)
    kept.end()


def main():
    with sandbox() as probe:
        names = regions(probe)
    with sandbox(names) as first, sandbox(names) as second, concurrent.futures.ThreadPoolExecutor() as threads:
        sides = [threads.submit(side.all) for side in (Side("awspub-bot", bot(), first, names), Side("awspub", peer("awspub"), second, names))]
        ours, theirs = (side.result() for side in sides)
        report(ours, theirs, names)
        promises(ours, theirs)


if __name__ == "__main__":
    main()
