"""What is declared already of what a guided session asks about: shown, kept, and counted as answered."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from auditor.cli.declared import shown
from auditor.declarations.screen import SCREEN, Reply, Screened, kept
from auditor.domain.phrasing import prose_day
from auditor.formats.yaml_writing import Value

SIGNED: Final = frozenset({"kind", "id", "by", "on", "source", "valid_from", "valid_until"})
"""Fields that say whose an entry is and when it holds, and nothing of what it is about."""

_MOST_LISTED: Final = 20


def listed(systems: Mapping[str, Mapping[str, Value]]) -> Iterator[str]:
    """Yield the systems that are declared, of many the first few."""
    if systems:
        yield "  Declared already; its id is answered with what is open of it:"
    for id_, entry in tuple(systems.items())[:_MOST_LISTED]:
        yield f"  {id_}: {entry['name']}"
    if len(systems) > _MOST_LISTED:
        yield f"  and {len(systems) - _MOST_LISTED} more: auditor show systems"


def as_declared(there: Mapping[str, Value]) -> Iterator[str]:
    """Yield what an entry says, field by field."""
    on = there["on"]
    day = f" on {prose_day(on)}" if isinstance(on, date) else ""
    whom = there.get("id") or there["name"]
    yield f"  {whom}, as {there['by']} declared{day}; this stays:"
    for key, value in there.items():
        if key not in SIGNED:
            yield f"    {key}: {shown(key, value)}"
    yield "  What it leaves open is asked."


def leave_declared(entry: dict[str, Value], there: Mapping[str, Value]) -> Iterator[str]:
    """Take out of answers that were kept what is declared by now, and yield where that is something else."""
    for key in sorted(there.keys() & entry.keys() - SIGNED - {SCREEN}):
        if entry.pop(key) != there[key]:
            yield f"  {key} was declared in the meantime: {shown(key, there[key])} stays."
    if there and SCREEN in entry:
        entry[SCREEN] = tuple(one.as_fields() for one in kept(entry[SCREEN]) if one.key not in there)


def answered_before(entry: Mapping[str, Value], there: Mapping[str, Value]) -> list[Screened]:
    """Return the points that are answered; one that was left open on an earlier day is asked again."""
    mine = kept(entry.get(SCREEN, ()))
    points = {(one.key, one.point) for one in mine}
    before = (_signed(one, there) for one in kept(there.get(SCREEN, ())) if one.reply is not Reply.UNKNOWN)
    return [*(one for one in before if (one.key, one.point) not in points), *mine]


def _signed(one: Screened, there: Mapping[str, Value]) -> Screened:
    """Return an answer with whose it is: in another entry it would be that of whoever made that one."""
    on = there["on"]
    return replace(one, by=one.by or str(there["by"]), on=one.on or (on if isinstance(on, date) else None))
