"""JSON objects in small files beside weights: bounded, and never a surprise in type."""

import json
from typing import Any, cast

from auditor.errors import FormatError
from auditor.formats.text import cleaned

JsonObject = dict[str, Any]


def parse_object(raw: bytes, what: str, *, max_bytes: int) -> JsonObject:
    """Return the object that ``raw`` spells, as `parse_json` does.

    Raises:
        FormatError: as there, or it is not an object.
    """
    value = parse_json(raw, what, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise FormatError(f"{what}: not a JSON object", offset=0)
    return cast("JsonObject", value)


def parse_json(raw: bytes, what: str, *, max_bytes: int) -> object:
    """Return the value that ``raw`` spells.

    Args:
        raw: The whole file.
        what: What it should be, for messages.
        max_bytes: Largest size that is looked at.

    Raises:
        FormatError: too large, not UTF-8, not JSON, or nested too deep.
    """
    if len(raw) > max_bytes:
        raise FormatError(f"{what}: {len(raw):,} bytes; at most {max_bytes:,} are read")
    try:
        # Editors on Windows put a byte order mark before it.
        return cast("object", json.loads(raw.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise FormatError(f"{what}: not UTF-8", offset=error.start) from error
    except json.JSONDecodeError as error:
        message = f"{what}: not JSON: {error.msg} in line {error.lineno}"
        raise FormatError(message, offset=len(error.doc[: error.pos].encode())) from error
    except (RecursionError, ValueError) as error:
        raise FormatError(f"{what}: nested too deep, or a number without end") from error


def text_in(fields: JsonObject, *names: str) -> str | None:
    """Return the first of the named fields that is a text with something in it."""
    found = (fields.get(name) for name in names)
    return next((cleaned(value) for value in found if isinstance(value, str) and value.strip()), None)


def count_in(fields: JsonObject, *names: str) -> int | None:
    """Return the first of the named fields that is a positive whole number.

    Some configurations give one number per layer; equal ones count as one, different ones as none.
    """
    return next((count for name in names if (count := _count(fields.get(name))) is not None), None)


def object_in(fields: JsonObject, name: str) -> JsonObject:
    """Return the named field if it is an object, else an empty one."""
    value = fields.get(name)
    return cast("JsonObject", value) if isinstance(value, dict) else {}


def _count(value: object) -> int | None:
    if isinstance(value, list) and value and all(type(entry) is int and entry == value[0] for entry in value):
        value = value[0]
    # Beyond 2**53 it is a stand-in for "no limit" that other readers could not represent.
    return value if type(value) is int and 0 < value <= 2**53 else None
