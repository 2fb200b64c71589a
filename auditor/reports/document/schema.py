"""The JSON Schemas of what is written as JSON, generated from the shapes beside this module.

``python -m auditor.reports.document.schema`` prints that of the report, and with ``facts`` or ``calendar``
behind it that one; a test compares each with the file that is shipped.
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

from auditor.reports.document.calendar_shape import SCHEMA as CALENDAR_SCHEMA
from auditor.reports.document.calendar_shape import CalendarReport
from auditor.reports.document.facts_shape import SCHEMA as FACTS_SCHEMA
from auditor.reports.document.facts_shape import FactsReport
from auditor.reports.document.shape import SCHEMA, Report

SHAPES: Final[Mapping[str, tuple[type, str]]] = {
    "report": (Report, SCHEMA),
    "facts": (FactsReport, FACTS_SCHEMA),
    "calendar": (CalendarReport, CALENDAR_SCHEMA),
}
"""Shape and name of each document that has a schema, by what its file is called."""
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
    return schema_of(Report, SCHEMA)


def schema_of(shape: type, name: str) -> dict[str, object]:
    """Return the JSON Schema of a document.

    Args:
        shape: Its shape.
        name: Its name, with the version: ``auditor/report/1``.
    """
    definitions: dict[str, _Node] = {}
    root = _node(shape, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name.replace('/', ':')}",
        "title": name,
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


def schema_text(name: str = "report") -> str:
    """Return a schema as it is shipped."""
    shape, version = SHAPES[name]
    return json.dumps(schema_of(shape, version), indent=2, ensure_ascii=False) + "\n"


def schema_file(name: str) -> Path:
    """Return where a schema is shipped."""
    return Path(__file__).with_name(f"{name}.schema.json")


if __name__ == "__main__":
    sys.stdout.write(schema_text(*sys.argv[1:2]))
