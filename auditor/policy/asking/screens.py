"""``PACK/screens.yaml``: the points of the law that somebody goes through to fill in a field that lists them.

The wording of each point is data of the pack, dated like its rules: what no text published by a day has is
not asked on that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditor.domain.facts import FACTS
from auditor.domain.values import ValueType
from auditor.errors import PolicyError
from auditor.formats import yaml12
from auditor.formats.yaml_node import Node
from auditor.policy.bundle import SCREENS, Bundle
from auditor.policy.conditions import LawReference
from auditor.policy.law import SOURCES, Law, one_of

_TEXTED: Final = frozenset({"text", "applies_from"})
_SCREEN: Final = _TEXTED | {"field", "title", "question", "source", "areas"}
_POINT: Final = frozenset({"point", "asks"})


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the law.

    Attributes:
        code: The word that stands for it in the field.
        asks: What it is about, in a phrase.
        note: What the law says beside it; empty for nothing.
        texts: Versions of the text that have it.
        applies_from: Name in ``law.yaml`` of the day it applies from.
    """

    code: str
    asks: str
    note: str
    texts: tuple[str, ...]
    applies_from: str


@dataclass(frozen=True, slots=True)
class Area:
    """Points that belong together: where none of them is the case, one answer says so.

    Attributes:
        title: What they have in common.
        points: The points, in the order of the law.
    """

    title: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """Every point that one field can list.

    Attributes:
        field: Fact that the field becomes.
        title: Where the points stand.
        question: What is asked of each.
        source: Tag of where the wording was read.
        applies_from: Name in ``law.yaml`` of the day that most of them apply from.
        areas: The points, by area.
    """

    field: str
    title: str
    question: str
    source: str
    applies_from: str
    areas: tuple[Area, ...]

    @property
    def key(self) -> str:
        """Name of the field in a declaration."""
        return self.field.partition(".")[2]

    @property
    def points(self) -> tuple[Point, ...]:
        """Every point, in the order of the law."""
        return tuple(point for area in self.areas for point in area.points)

    def on(self, day: date, law: Law) -> "Screen":
        """Return the screen with the points that a text published by a day has."""
        left = (
            replace(area, points=tuple(one for one in area.points if law.text(one.texts, day)))
            for area in self.areas
        )
        return replace(self, areas=tuple(area for area in left if area.points))


def screens(bundle: Bundle) -> tuple[Screen, ...]:
    """Read the screens of every pack in force, by pack and in the order of the file.

    Raises:
        PolicyError: one is malformed, or a field has two.
    """
    found: dict[str, Screen] = {}
    for pack in bundle.packs:
        name = f"{pack.id}/{SCREENS}"
        if name not in bundle.files:
            continue
        for node in yaml12.read(bundle.files[name], name, PolicyError).items():
            screen = _screen(node, bundle.law)
            if screen.field in found:
                node.refuse(f"there already is a screen for '{screen.field}'")
            found[screen.field] = screen
    return tuple(found.values())


def _screen(node: Node, law: Law) -> Screen:
    entry = node.mapping(known=_SCREEN, required=_SCREEN)
    field = entry["field"].text()
    definition = FACTS.get(field)
    if definition is None or definition.type is not ValueType.SET or definition.producer != "declarations":
        entry["field"].refuse(f"'{field}' is no list that a declaration has")
    texts, applies_from = _texted(entry, law)
    areas = tuple(_area(one, texts, applies_from, law) for one in entry["areas"].items())
    codes = [point.code for area in areas for point in area.points]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        node.refuse(f"the point '{twice[0]}' is there twice")
    return Screen(
        field=field,
        title=entry["title"].text(),
        question=entry["question"].text(),
        source=one_of(entry["source"], SOURCES),
        applies_from=applies_from,
        areas=areas,
    )


def _area(node: Node, texts: tuple[str, ...], applies_from: str, law: Law) -> Area:
    keys = frozenset({"title", "points"})
    entry = node.mapping(known=keys, required=keys)
    points = (_point(one, texts, applies_from, law) for one in entry["points"].items())
    return Area(entry["title"].text(), tuple(points))


def _point(node: Node, texts: tuple[str, ...], applies_from: str, law: Law) -> Point:
    entry = node.mapping(known=_POINT | _TEXTED | {"note"}, required=_POINT)
    own_texts, own_day = _texted(entry, law)
    note = entry["note"].text() if "note" in entry else ""
    return Point(
        entry["point"].text(), entry["asks"].text(), note, own_texts or texts, own_day or applies_from
    )


def _texted(entry: Mapping[str, Node], law: Law) -> tuple[tuple[str, ...], str]:
    """Return the texts that have something and the name of the day it applies from; empty where left out."""
    texts = entry["text"].words() if "text" in entry else ()
    for id_ in texts:
        if id_ not in law.texts:
            entry["text"].refuse(f"unknown text '{id_}'", hint=f"Known: {', '.join(law.texts)}.")
    if "applies_from" not in entry:
        return texts, ""
    keys = frozenset({"law"})
    name = entry["applies_from"].mapping(known=keys, required=keys)["law"].text()
    if name not in law.values or not law.is_date(name):
        entry["applies_from"].refuse(f"law.yaml has no date '{name}'")
    return texts, name


def first_day(applies_from: str, law: Law, as_of: date) -> date:
    """Return the day something applies from, as the newest text published by a day has it.

    Args:
        applies_from: Name of the day in ``law.yaml``.
        law: Numbers and dates of the law.
        as_of: The day.
    """
    version = law.version(LawReference(applies_from), as_of) or law.values[applies_from][0]
    assert isinstance(version.value, date)
    return version.value
