"""The form of the record as text: every class, field, type, default and word of what is recorded."""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from auditor.domain.finding import Tally
from auditor.domain.rights import FileRights, Rights
from auditor.domain.values import FactValue, NoDay, Range
from auditor.store import audit_shapes, shapes
from auditor.store.audit_shapes import Parts
from auditor.store.codec import Shape, encode

_LEAVES: Final = (str, int, float, bool, date, datetime, type(None), FileRights, Range)
"""What is no class of the record with fields of its own."""
_VALUE: Final[Shape[FactValue]] = Shape("value", FactValue)
_RIGHTS: Final[Shape[FileRights]] = Shape("rights", FileRights)
_OF_A_FILE: Final = FileRights(Rights(0o100664, 1000, 100), Rights(0o40755, 1000, 1000, is_own_group=True))
_EXAMPLES: Final[tuple[FactValue, ...]] = (
    True,
    7,
    2**53,
    0.5,
    1e25,
    "text",
    ("two", "words"),
    date(2026, 11, 22),
    NoDay.NEVER,
    Range(1e23, 2e23),
    Range(1.0, 3.0, 2.0),
)


def shapes_in_use() -> tuple[Shape[Any], ...]:
    """Every shape of a content or an entry."""
    named = vars(shapes) | vars(audit_shapes)
    found = [value for value in named.values() if isinstance(value, Shape)]
    return (*found, *audit_shapes.SUBJECTS.values())


def record_form() -> str:
    """Return the form of what this version records, a line for each name."""
    found: dict[str, type] = {}
    # The parts of an audit are a content each; a tally is a row.
    for form in (*(shape.form for shape in shapes_in_use()), Parts, Tally):
        _collect(form, found)
    blocks = [f"{shape.kind} is {_said(shape.form)}\n" for shape in shapes_in_use()]
    blocks += [f"{value!r} is written {encode(_VALUE, value).body}\n" for value in _EXAMPLES]
    blocks.append(f"{_OF_A_FILE!r} is written {encode(_RIGHTS, _OF_A_FILE).body}\n")
    blocks += ["\n" + "\n".join(_block(found[name])) + "\n" for name in sorted(found)]
    return "".join(blocks)


def _collect(form: Any, found: dict[str, type]) -> None:
    if form in _LEAVES or form is Ellipsis:
        return
    if not isinstance(form, type) or get_origin(form):
        for argument in get_args(form):
            _collect(argument, found)
    elif form.__name__ not in found:
        found[form.__name__] = form
        if is_dataclass(form):
            for hint in get_type_hints(form).values():
                _collect(hint, found)
    else:
        # Members of a union are told apart by the names of their classes.
        assert found[form.__name__] is form, form


def _block(form: type) -> Iterator[str]:
    yield form.__name__
    if is_dataclass(form):
        hints = get_type_hints(form)
        for field in fields(form):
            yield f"  {field.name}: {_said(hints[field.name])}{_default(field)}"
    else:
        assert issubclass(form, Enum), form
        yield from (f"  {word.value!r}" for word in form)


def _said(form: Any) -> str:
    origin, arguments = get_origin(form), get_args(form)
    if form is Ellipsis:
        return "..."
    if origin in {Union, types.UnionType}:
        return " | ".join(map(_said, arguments))
    if origin is None:
        return "None" if form is type(None) else str(form.__name__)
    name = {tuple: "tuple", dict: "mapping", Mapping: "mapping", Sequence: "sequence"}[origin]
    return f"{name}[{', '.join(map(_said, arguments))}]"


def _default(field: "Field[Any]") -> str:
    if field.default is not MISSING:
        return f" = {field.default!r}"
    return "" if field.default_factory is MISSING else f" = {field.default_factory()!r}"
