"""The JSON Schema of ``auditor/report/1``, generated from :mod:`auditor.reports.document.shape`.

``python -m auditor.reports.document.schema`` prints it; a test compares that with the file that is shipped.
Objects may gain names later, so unknown ones are not refused.

Source:
    JSON Schema, draft 2020-12.
"""

import json
import sys
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from auditor.reports.document.shape import SCHEMA, Report

SCHEMA_FILE: Final = Path(__file__).with_name("report.schema.json")
_SCALARS: Final[Mapping[object, str]] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}

_Node = dict[str, object]


def report_schema() -> dict[str, object]:
    """Return the JSON Schema of a report."""
    definitions: dict[str, _Node] = {}
    root = _node(Report, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": SCHEMA,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _node(annotation: object, definitions: dict[str, _Node]) -> _Node:
    """Return the schema of one annotation; named shapes go into ``definitions`` once."""
    if annotation in _SCALARS:
        return {"type": _SCALARS[annotation]}
    if isinstance(annotation, type) and is_typeddict(annotation):
        name = annotation.__name__
        if name not in definitions:
            # The name is taken first: an explanation holds explanations.
            definitions[name] = {}
            definitions[name] = _object(annotation, definitions)
        return {"$ref": f"#/$defs/{name}"}
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is NotRequired:
        return _node(arguments[0], definitions)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _node(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _node(arguments[1], definitions)}
    if origin in {Union, types.UnionType}:
        return {"anyOf": [_node(argument, definitions) for argument in arguments]}
    raise TypeError(f"the shape uses a type that JSON Schema has no word for: {annotation!r}")


def _object(shape: type, definitions: dict[str, _Node]) -> _Node:
    hints = get_type_hints(shape, include_extras=True)
    return {
        "type": "object",
        "description": " ".join((shape.__doc__ or "").split()),
        "properties": {name: _node(hint, definitions) for name, hint in hints.items()},
        "required": [name for name, hint in hints.items() if get_origin(hint) is not NotRequired],
    }


def schema_text() -> str:
    """Return the schema as it is shipped."""
    return json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
