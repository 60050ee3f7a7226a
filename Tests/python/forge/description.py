"""Says where a request does not keep to an OpenAPI description: what is not described is not allowed."""

import json
import re

import jsonschema


class Description:
    def __init__(self, path):
        self.document = json.load(open(path))
        self.operations = []
        for path, methods in self.document["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\{\w+\\}", "([^/]+)", re.escape(path)) + "$")
            names = re.findall(r"\{(\w+)\}", path)
            for method, operation in methods.items():
                if method != "parameters":
                    self.operations.append((method.upper(), pattern, names, operation, methods["parameters"] + operation["parameters"]))

    def check(self, method, path, query, headers, body):
        """Returns (operation's id, values of the path, what is wrong); path and values are still percent-encoded."""
        for wanted, pattern, names, operation, parameters in self.operations:
            match = pattern.match(path)
            if match and wanted == method:
                given = {"path": dict(zip(names, match.groups())), "query": dict(query), "header": headers}
                return operation["operationId"], given["path"], self._parameters(parameters, given) + self._body(operation, headers, body)
        return None, {}, [f"{method} {path} is not described"]

    def _parameters(self, parameters, given):
        wrong = [f"query parameter {name} is not described" for name in given["query"]
                 if not any(known["name"] == name and known["in"] == "query" for known in parameters)]
        for parameter in parameters:
            value = given[parameter["in"]].get(parameter["name"])
            if value is None:
                wrong += [f"{parameter['name']} is missing"] if parameter.get("required") else []
                continue
            if parameter["schema"]["type"] == "integer" and re.fullmatch(r"-?\d+", value):
                value = int(value)
            wrong += _errors(parameter["schema"], value, parameter["name"])
        return wrong

    def _body(self, operation, headers, body):
        described = operation.get("requestBody")
        if not described:
            return ["there is a body, and none is described"] if body else []
        if headers.get("Content-Type", "").split(";")[0] != "application/json":
            return ["the body is not said to be JSON"]
        try:
            value = json.loads(body)
        except ValueError:
            return ["the body is not JSON"]
        return _errors(described["content"]["application/json"]["schema"], value, "body")


def _errors(schema, value, name):
    return [f"{name}: {error.message}" for error in jsonschema.Draft202012Validator(_nullable(schema)).iter_errors(value)]


def _nullable(schema):
    """OpenAPI 3.0 writes `nullable` where JSON Schema has another type."""
    if not isinstance(schema, dict):
        return schema
    plain = {key: {name: _nullable(part) for name, part in value.items()} if key == "properties" else value
             for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") else plain
