"""What is declared or answered already of what a guided session asks about: shown, kept, and not asked.

Answers of a session that was stopped keep who gave them and when. Whoever goes on with it signs what they
answer themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from auditor.cli.declared import shown
from auditor.declarations.screen import SCREEN, Reply, Screened, kept
from auditor.domain.phrasing import prose_day
from auditor.formats.yaml_writing import Value
from auditor.pipeline.amending import key_of
from auditor.pipeline.entering import Draft, Fields
from auditor.pipeline.guiding import Guide

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
    yield from _as_said(there, "declared", "this stays")
    yield "  What it leaves open is asked."


def _as_said(said: Mapping[str, Value], how: str, what: str) -> Iterator[str]:
    yield f"  {_whom(said)}, as {_who(said, how)}; {what}:"
    for key, value in said.items():
        if key not in SIGNED:
            yield f"    {key}: {shown(key, value)}"


def _whom(said: Mapping[str, Value]) -> str:
    return str(said.get("id") or said.get("name") or f"the {said['kind']}")


def _who(said: Mapping[str, Value], how: str) -> str:
    on = said.get("on")
    return f"{said.get('by')} {how}{f' on {prose_day(on)}' if isinstance(on, date) else ''}"


@dataclass(frozen=True, slots=True)
class Resumed:
    """The answers of a session that was stopped, for whoever goes on with it.

    Attributes:
        draft: The answers as they were kept, and what was asked.
        earlier: What others answered, or the same person on another day; oldest first.
        own: What the person answered today, by kind; of what was begun by others its kind and id alone.
        told: What the person is told about them.
    """

    draft: Draft = field(default_factory=Draft)
    earlier: tuple[Fields, ...] = ()
    own: Mapping[str, dict[str, Value]] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def resumed(draft: Draft, by: str, guide: Guide) -> Resumed:
    """Sort the answers of a session that was stopped by whose they are; what was declared since stands.

    Args:
        draft: The answers.
        by: Who goes on with it.
        guide: Where the session stands today.
    """
    earlier: list[Fields] = []
    own: dict[str, dict[str, Value]] = {}
    told: list[str] = []
    asked = list(draft.asked)
    last = {str(one["kind"]): one for one in draft.entries}
    for given in draft.entries:
        kind, entry = str(given["kind"]), dict(given)
        there = guide.standing.get(key_of(entry), {})
        told += leave_declared(entry, there)
        if entry.get("by") == by and entry.get("on") == guide.today and given is last[kind]:
            own[kind] = {**own.get(kind, {}), **entry}
        elif entry.keys() - SIGNED:
            own.setdefault(kind, {key: entry[key] for key in ("kind", "id") if key in entry})
            if why := _why_asked_anew(entry, joined(there, earlier, entry), guide):
                told.append(f"  What {_who(entry, 'answered')} of {_whom(entry)} is asked again: {why}.")
                asked = [name for name in asked if name not in {f"{kind}.{key}" for key in entry}]
            else:
                told += _as_said(entry, "answered", "it stays signed so, you sign what you answer now")
                earlier.append(entry)
        elif "id" in entry:
            own.setdefault(kind, {"kind": kind, "id": entry["id"]})
    # Of an organisation that is declared by now there may be nothing left to answer.
    own = {
        kind: one for kind, one in own.items() if one.keys() - {"kind", "by", "on"} or _is_of(kind, earlier)
    }
    return Resumed(replace(draft, asked=tuple(asked)), tuple(earlier), own, tuple(told))


def _is_of(kind: str, earlier: Iterable[Fields]) -> bool:
    return any(one["kind"] == kind for one in earlier)


def _why_asked_anew(entry: Fields, there: Fields, guide: Guide) -> str:
    """Say why an entry or an amendment of its day cannot be made of somebody's answers; empty if it can."""
    on, since = entry.get("on"), there.get("on")
    if entry["kind"] == "incident":
        return "one person signs what happened, in one entry"
    if entry.get("id") in guide.elsewhen:
        return "it is declared for other days than today"
    if isinstance(on, date) and isinstance(since, date) and since > on:
        return f"it was declared since, on {prose_day(since)}"
    return "" if there or "name" in entry else "it has no name yet"


def joined(there: Fields, earlier: Iterable[Fields], entry: Fields) -> Fields:
    """Return what is declared of what an entry is about, and what was answered of it since.

    Args:
        there: What is declared; empty for nothing.
        earlier: Answers, oldest first.
        entry: The entry.
    """
    for one in earlier:
        if key_of(one) == key_of(entry):
            there = {**one, **there, **{key: value for key, value in one.items() if key not in SIGNED}}
    return there


def leave_declared(entry: dict[str, Value], there: Mapping[str, Value]) -> Iterator[str]:
    """Take out of answers that were kept what is declared by now, and yield where that is something else."""
    for key in sorted(there.keys() & entry.keys() - SIGNED - {SCREEN}):
        if entry.pop(key) != there[key]:
            yield f"  {key} was declared in the meantime: {shown(key, there[key])} stays."
    if there and SCREEN in entry:
        left = tuple(one.as_fields() for one in kept(entry.pop(SCREEN)) if one.key not in there)
        # An empty screen would take the place of the one that is declared.
        entry.update({SCREEN: left} if left else {})


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
