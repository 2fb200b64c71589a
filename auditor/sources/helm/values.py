"""Values of a chart: laid over one another as Helm does it, and objects written out of them."""

from collections.abc import Iterator, Mapping
from typing import Final

from auditor.formats.yaml_stream import Value

FILE_STRIDE: Final = 10_000_000
"""Lines of the files of a release are counted on from multiples of this; no file that is read has as many."""

_TRUE: Final = "true"


def overlaid(base: Value, over: Value) -> Value:
    """Return values with others laid over them: mappings are merged, ``null`` takes a key back.

    Source:
        https://helm.sh/docs/chart_template_guide/values_files/, on the order and on deleting a default key.
    """
    if not over.entries or not base.entries:
        return over if over.content is not None else base
    merged: dict[str, Value] = dict(base.entries)
    for name, value in over.entries.items():
        if value.content is None:
            merged.pop(name, None)
        elif name in merged and merged[name].entries and value.entries:
            merged[name] = overlaid(merged[name], value)
        else:
            merged[name] = value
    return Value(merged, over.line)


def shifted(value: Value, lines: int) -> Value:
    """Return a value whose lines are counted on from others."""
    content = value.content
    if isinstance(content, tuple):
        return Value(tuple(shifted(item, lines) for item in content), value.line + lines)
    if isinstance(content, Mapping):
        return Value({name: shifted(item, lines) for name, item in content.items()}, value.line + lines)
    return Value(content, value.line + lines)


def text(words: str, near: Value) -> Value:
    """Return a text that a chart adds, at the line of what it adds it for."""
    return Value(words, near.line)


def listed(*values: Value) -> Value:
    """Return a list, of those that say something."""
    said = tuple(value for value in values if value.content is not None)
    return Value(said, said[0].line if said else 1)


def joined(*values: Value) -> Value:
    """Return the items of several lists as one list; a text alone is a list of one."""
    return listed(*(item for value in values for item in (value.items or (value,)) if item.text is not None))


def mapped(near: Value, entries: Mapping[str, Value]) -> Value:
    """Return a mapping of those entries that say something."""
    said = {name: value for name, value in entries.items() if value.content is not None}
    return Value(said, near.line)


def variables(*values: Value) -> Value:
    """Return variables as containers list them, whether they were listed or written by name."""
    return listed(*(variable for value in values for variable in _variables(value)))


def _variables(value: Value) -> Iterator[Value]:
    yield from (item for item in value.items if item.entries)
    for name, held in value.entries.items():
        # What is no text is a reference to where the value lies.
        said = (
            {"value": held} if held.text is not None else {"valueFrom": held.entries.get("valueFrom", held)}
        )
        yield mapped(held, {"name": text(name, held), **said})


def is_on(value: Value, *, otherwise: bool) -> bool:
    """Say whether a switch is on; what it is where it is not written is said by the chart."""
    return otherwise if value.text is None else value.text.lower() == _TRUE
