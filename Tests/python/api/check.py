"""Checks that a document is valid OpenAPI 3.1: reads it from stdin, and prints what is wrong."""
import json
import sys

from openapi_spec_validator import OpenAPIV31SpecValidator

problems = [f"{list(error.absolute_path)}: {error.message}" for error in OpenAPIV31SpecValidator(json.load(sys.stdin)).iter_errors()]
print("\n".join(problems))
sys.exit(1 if problems else 0)
