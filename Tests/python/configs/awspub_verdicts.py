"""Lets awspub itself read configs: takes [{"text": ..., "mapping": ...}] and prints [{"accepted": ..., "config": ..., "problem": ...}]."""
import hashlib
import json
import pathlib
import sys
import tempfile

from awspub.context import Context


def plain(value):
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "value"):  # an enumeration
        return value.value
    if isinstance(value, str):  # halves of characters become whole ones, as JSON has them
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return str(value) if isinstance(value, pathlib.PurePath) else value


def read(case, folder):
    (folder / "c").write_bytes(case["text"].encode())
    mapping = None
    if case["mapping"] is not None:
        mapping = folder / "map"
        mapping.write_bytes(case["mapping"].encode())
    try:
        config = plain(Context(folder / "c", mapping).conf)
    except Exception as problem:  # awspub raises whatever Python raised
        return {"accepted": False, "problem": f"{type(problem).__name__}: {problem}"[:300]}
    # Paths are read back as they were written.
    config["source"]["path"] = config["source"]["path"].removeprefix(f"{folder}/")
    for image in config["images"].values():
        if image["uefi_data"]:
            image["uefi_data"] = image["uefi_data"].removeprefix(f"{folder}/")
    return {"accepted": True, "config": config, "text": json.dumps(config, sort_keys=True, ensure_ascii=False, separators=(",", ":"))}


# The source is not what this is about.
Context._sha256sum = lambda self, path: hashlib.sha256()
with tempfile.TemporaryDirectory() as folder:
    json.dump([read(case, pathlib.Path(folder)) for case in json.load(sys.stdin)], sys.stdout)
