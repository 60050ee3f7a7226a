"""Validates configs by a JSON Schema: reads {"schema": ..., "texts": [...]} and prints the indexes of the texts that it accepts."""
import datetime
import json
import sys

import jsonschema
from ruamel.yaml import YAML


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return {"binary data": len(value)}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"a date": str(value)}
    return value


job = json.load(sys.stdin)
jsonschema.Draft202012Validator.check_schema(job["schema"])
validator = jsonschema.Draft202012Validator(job["schema"])
accepted = []
for index, text in enumerate(job["texts"]):
    try:
        document = YAML(typ="safe", pure=True).load(text)
        if isinstance(document, dict):  # other keys may hold what JSON cannot, such as themselves
            document = {key: plain(value) for key, value in document.items() if key in ("awspub", "awspub-bot")}
    except Exception:
        continue
    if validator.is_valid(document):
        accepted.append(index)
print(json.dumps(accepted))
