"""Figures of the law that are written out: they would stay when the law moves.

A number is one of the law if it is the same in the same unit; the unit of a name in ``law.yaml`` is in the
name. A day is one if it is the same day.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from auditor.domain.facts import FACTS
from auditor.domain.phrasing import prose_day
from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import OPERATORS
from auditor.policy.law import Law, LawValue
from auditor.policy.linting.base import Remark
from auditor.policy.linting.walking import mappings, texts, written_packs, written_rules

_UNITS: Final = ("days", "years", "flop")
_WORDED: Final = (
    *("title", "failing", "note", "remedy", "legal", "readings", "earlier", "description", "not_covered"),
)
_FIGURE_WORDED: Final = frozenset({"note", "not_covered"})
_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_PROSE_DAY: Final = re.compile(r"\b\d{1,2}[ \u00a0][A-Z][a-z]+[ \u00a0]\d{4}\b")
_POWER: Final = re.compile(
    r"\b(\d+(?:\.\d+)?)(?:[eE]\+?|[ ]?[x*\u00d7][ ]?10\^)(\d{1,3})\b|\b10\^(\d{1,3})\b"
)
_WITH_UNIT: Final = re.compile(r"\b(\d+)[ \u00a0-](days?|years?|FLOP)\b")


def figures(bundle: Bundle) -> Iterator[Remark]:
    """Yield every number and day of the law that a rule writes out, in a condition or in words."""
    for pack, rule, node in written_rules(bundle):
        yield from _in_conditions(pack, rule, node, bundle.law)
        yield from _in_words(pack, rule, node, bundle.law)
    for pack, node in written_packs(bundle):
        yield from _in_words(pack, "", node, bundle.law)


def units(bundle: Bundle) -> Iterator[Remark]:
    """Yield every number of the law that a fact in another unit is compared with."""
    for pack, rule, node in written_rules(bundle):
        for entry in mappings(node):
            for name, bound in _bounds(entry):
                if not isinstance(bound.content, Mapping) or "law" not in bound.content:
                    continue
                reference = bound.content["law"].text()
                fact, law = _unit_of_fact(name), _unit_of_law(reference)
                if fact != law and not bundle.law.is_date(reference):
                    what = f"'{name}' is in {fact or 'no unit'}, '{reference}' in {law or 'no unit'}"
                    yield Remark(pack, rule, bound.place, what, "Compare it with a figure in the same unit.")


def _in_conditions(pack: str, rule: str, node: Node, law: Law) -> Iterator[Remark]:
    for entry in mappings(node):
        for name, bound in _bounds(entry):
            value = bound.content
            if isinstance(value, bool) or not isinstance(value, int | float | date):
                continue
            same = _named(value, law, _unit_of_fact(name))
            if same:
                what = f"{bound.described} is {_or(same)} of law.yaml, written out"
                yield Remark(pack, rule, bound.place, what, f"Write {{law: {same[0]}}}{_meant(same)}.")


def _in_words(pack: str, rule: str, node: Node, law: Law) -> Iterator[Remark]:
    entry = node.entries()
    for key in _WORDED:
        for place, text in texts(entry[key]) if key in entry else ():
            for written, same in _figures_of(text, law):
                what = f"'{written}' is {_or(same)} of law.yaml, written out in words"
                how = "Write" if key in _FIGURE_WORDED else "Say it without the figure, or in a note as"
                yield Remark(pack, rule, place.place, what, f"{how} {{law: {same[0]}}}{_meant(same)}.")


def _figures_of(text: str, law: Law) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what of a text is a figure of the law, and the names of that."""
    for found in (*_DAY.findall(text), *_PROSE_DAY.findall(text)):
        written = found.replace("\u00a0", " ")
        if same := tuple(name for name, day in _days(law) if written in {day.isoformat(), _prose(day)}):
            yield written, tuple(dict.fromkeys(same))
    for match in _POWER.finditer(text):
        value = float(f"{match[1] or 1}e{match[2] or match[3]}")
        if same := _named(value, law, "flop"):
            yield match[0], same
    for match in _WITH_UNIT.finditer(text):
        unit = "flop" if match[2] == "FLOP" else f"{match[2].rstrip('s')}s"
        if same := _named(int(match[1]), law, unit):
            yield match[0], same


def _days(law: Law) -> Iterator[tuple[str, date]]:
    for name, versions in law.values.items():
        for version in versions:
            if isinstance(version.value, date):
                yield name, version.value


def _prose(day: date) -> str:
    return prose_day(day).replace("\u00a0", " ")


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(f"'{name}'" for name in names)


def _meant(names: tuple[str, ...]) -> str:
    return ", or the other that is meant" if len(names) > 1 else ""


def _bounds(entry: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
    """Yield the fact and the bound of a leaf."""
    if "fact" in entry and isinstance(entry["fact"].content, str):
        for operator in OPERATORS & entry.keys():
            yield entry["fact"].text(), entry[operator]


def _named(value: LawValue, law: Law, unit: str) -> tuple[str, ...]:
    """Return the names of the figures of the law that are the same in the same unit."""
    is_day = isinstance(value, date)
    return tuple(
        name
        for name, versions in law.values.items()
        if any(version.value == value for version in versions)
        and law.is_date(name) is is_day
        and (is_day or _unit_of_law(name) == unit)
    )


def _unit_of_fact(name: str) -> str:
    unit = FACTS[name].unit.lower()
    return unit if unit in _UNITS else ""


def _unit_of_law(name: str) -> str:
    words = re.split(r"[_.]", name)
    return next((unit for unit in _UNITS if unit in words), "")
