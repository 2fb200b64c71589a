"""Domain values to canonical JSON and back.

What JSON alone would lose is kept: which member of a union a value is (a ``kind`` beside its fields),
whether a number is an integer, integers beyond 2^53 - 1 and floats that are not finite (as text),
text that is not Unicode (see :mod:`auditor.store.text`). Every field is written, defaults included, so
that a default changed later does not change what was recorded. Times are UTC. What earlier forms of the
record called otherwise is read as :mod:`auditor.store.forms` says.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast, get_args

from auditor.domain.document import Document
from auditor.domain.header import MetadataValue
from auditor.domain.observation import Observation
from auditor.domain.rights import FileRights
from auditor.domain.values import FactValue, NoDay, Range
from auditor.errors import IntegrityError, ReportError, StoreError
from auditor.store import forms
from auditor.store.text import MARK, escaped, unescaped
from auditor.trust import JsonValue, canonical, sha256

if TYPE_CHECKING:
    from cattrs import Converter

S = TypeVar("S")
T = TypeVar("T")

_LARGEST_INTEGER: Final = 2**53 - 1
_MARKED: Final = json.dumps(MARK)[:-1]
"""How a marked text begins in JSON."""


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """A type of value that is stored as one content.

    Attributes:
        kind: What it is called in an error.
        form: The type: a dataclass, a union of them, or a collection.
    """

    kind: str
    form: object


@dataclass(frozen=True, slots=True)
class Content:
    """A value in canonical JSON, named by its digest."""

    sha256: str
    body: str


def encode(shape: Shape[T], value: T) -> Content:
    """Return the content that holds a value; equal values give equal contents.

    Raises:
        StoreError: the value is not what its type promises, e.g. a time without a zone.
    """
    return _stored(shape, lambda: _content(_document(shape, value)))


def encode_apart(
    shape: Shape[T], value: T, apart: Iterable[str], **instead: JsonValue
) -> tuple[Content, str]:
    """Return the content that holds a dataclass without some of its fields, and the text of those fields.

    Args:
        shape: Its type.
        value: The value.
        apart: Names of the fields that are no part of the content.
        instead: What the content says in their place, for nobody to read back.

    Raises:
        StoreError: as in :func:`encode`.
    """

    def split() -> tuple[Content, str]:
        document = _document(shape, value)
        fields = {name: document.pop(name) for name in apart}
        return _content({**document, **instead}), _canonical(fields).decode("utf-8")

    return _stored(shape, split)


def _stored(shape: Shape[T], write: Callable[[], S]) -> S:
    try:
        return write()
    except (AttributeError, LookupError, ReportError, TypeError, ValueError, OverflowError) as error:
        raise StoreError(
            f"{shape.kind}: cannot be stored: {error}", hint="This is a bug; report it."
        ) from error


def _document(shape: Shape[T], value: T) -> Any:
    return _converter().unstructure(value, unstructure_as=shape.form)


def _content(document: JsonValue) -> Content:
    body = _canonical(document)
    return Content(sha256(body), body.decode("utf-8"))


def decode(shape: Shape[T], body: str, fields: str | None = None) -> T:
    """Return the value that a content holds.

    Args:
        shape: Its type.
        body: The body of the content.
        fields: The text of the fields that :func:`encode_apart` left out of it.

    Raises:
        IntegrityError: the body is not one that :func:`encode` or :func:`encode_apart` writes for this shape.
    """
    try:
        document = read(body)
        if fields is not None:
            document = {**document, **read(fields)}
        return cast("T", _converter().structure(document, cast("type[object]", shape.form)))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise IntegrityError(
            f"{shape.kind}: its record cannot be read: {error}",
            hint="Check the record: auditor verify ledger.",
        ) from error


def read(body: str) -> Any:
    """Return what a body says as JSON has it, its text as it was."""
    document = json.loads(body)
    return _each_text(document, unescaped) if _MARKED in body else document


def json_integer(value: int) -> int | str:
    """Return an integer as it is written: as text, if a reader of JSON may round it."""
    return value if -_LARGEST_INTEGER <= value <= _LARGEST_INTEGER else str(value)


def time_text(moment: datetime) -> str:
    """Return a time in UTC, of fixed width, so that text sorts by time.

    Raises:
        ValueError: it has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"the time {moment.isoformat()} has no zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(document: JsonValue) -> bytes:
    """Return the canonical bytes; the rare document with text that is not Unicode is escaped first."""
    try:
        body = canonical(document)
    except ReportError:
        return canonical(_each_text(document, escaped))
    return canonical(_each_text(document, escaped)) if _MARKED.encode() in body else body


def _each_text(document: Any, change: Callable[[str], str]) -> Any:
    if isinstance(document, str):
        return change(document)
    if isinstance(document, Mapping):
        return {change(key): _each_text(value, change) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [_each_text(value, change) for value in document]
    return document


@cache
def _converter() -> "Converter":
    from cattrs import Converter

    converter = Converter(detailed_validation=False)
    converter.register_unstructure_hook(int, json_integer)
    converter.register_unstructure_hook(float, _write_float)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda raw, _: date.fromisoformat(raw))
    converter.register_unstructure_hook(datetime, time_text)
    converter.register_structure_hook(datetime, lambda raw, _: datetime.fromisoformat(raw))
    converter.register_unstructure_hook(FileRights, lambda rights: rights.code)
    converter.register_structure_hook(FileRights, lambda raw, _: FileRights.parse(raw))
    for values in (FactValue, MetadataValue):
        converter.register_unstructure_hook(values, _write_value)
        converter.register_structure_hook(values, lambda raw, _: read_value(raw))
    for union in (Document, Observation):
        _tag(converter, union)
    forms.teach(converter)
    return converter


def tag(union: object) -> None:
    """Have the members of a union written with their class as ``kind``, and read back by it."""
    _tag(_converter(), union)


def contains_itself(form: type[object]) -> None:
    """Have a class written that has parts of its own kind, of which cattrs sees the name alone.

    The parts may be any sequence, one that is made when it is looked at too; they are read as a tuple.
    """
    converter, name, parts = _converter(), form.__name__, Sequence[form]  # type: ignore[valid-type] # a class
    converter.register_unstructure_hook_func(
        lambda of: of == parts, lambda held: [converter.unstructure(part, form) for part in held]
    )
    converter.register_structure_hook_func(
        lambda of: of == parts, lambda raw, _: tuple(converter.structure(part, form) for part in raw)
    )
    converter.register_unstructure_hook_func(lambda of: of == name, converter.unstructure)
    converter.register_structure_hook_func(
        lambda of: of == name, lambda raw, _: converter.structure(raw, form)
    )


def _tag(converter: "Converter", union: object) -> None:
    """Write the members of a union with their class as ``kind``, and read them back by it.

    How a member is written is found out when there is one: a scan of files never needs most of them.
    """
    kinds = {member: member.__name__ for member in get_args(union)}
    members = forms.members(union)
    converter.register_unstructure_hook(
        union, lambda value: {**converter.unstructure(value), "kind": kinds[type(value)]}
    )
    converter.register_structure_hook(union, lambda raw, _: converter.structure(raw, members[raw["kind"]]))


def _write_float(value: float) -> float | str:
    return float(value) if math.isfinite(value) else str(value)


def _write_value(value: FactValue) -> JsonValue:
    """Write a value of a fact or a header entry; what JSON has no type of its own for carries its kind."""
    match value:
        case bool() | str() | tuple():
            return value
        case int():
            written = json_integer(value)
            return {"kind": "int", "value": written} if isinstance(written, str) else written
        case float():
            return {"kind": "float", "value": _write_float(value)}
        case Range():
            central = None if value.central is None else _write_float(value.central)
            return {
                "kind": "range",
                "low": _write_float(value.low),
                "high": _write_float(value.high),
                "central": central,
            }
        case date() if not isinstance(value, datetime):
            return {"kind": "date", "value": value.isoformat()}
        case NoDay():
            return {"kind": "no day"}
    raise TypeError(f"{type(value).__name__} is not a value of a fact")


def read_value(raw: Any) -> FactValue:
    """Return a value of a fact, or of an entry in a header, from what :func:`read` makes of it.

    Raises:
        LookupError, TypeError, ValueError: that is not how one is written.
    """
    if isinstance(raw, bool | str | int):
        return raw
    if isinstance(raw, list):
        return tuple(str(word) for word in raw)
    match raw["kind"]:
        case "int":
            return int(raw["value"])
        case "float":
            return float(raw["value"])
        case "range":
            central = raw["central"]
            return Range(float(raw["low"]), float(raw["high"]), None if central is None else float(central))
        case "date":
            return date.fromisoformat(raw["value"])
        case "no day":
            return NoDay.NEVER
    raise ValueError(f"unknown kind of value {raw['kind']!r}")
