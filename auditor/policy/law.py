"""``law.yaml``: every number and date of the law, in dated versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from auditor.policy.conditions import LawReference

if TYPE_CHECKING:
    from auditor.formats.yaml_node import Node

LawValue = int | float | date

CONFIDENCES: Final = frozenset({"high", "medium", "low"})
SOURCES: Final = frozenset("COAGPSU")
"""Tags of sources: consolidated act, original text, independent readings, Commission guidelines, primary
document read in part, secondary, unverified."""

_TEXT_KEYS: Final = frozenset({"title", "adopted"})
_VERSION_KEYS: Final = frozenset({"value", "text", "adopted", "source", "confidence"})


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a legal text.

    Attributes:
        id: Its number, e.g. the CELEX number of a consolidation.
        title: What it is called.
        adopted: First day it can be relied on: the day it was adopted or published.
    """

    id: str
    title: str
    adopted: date


@dataclass(frozen=True, slots=True)
class LawVersion:
    """What one text says a number or date is.

    Attributes:
        value: The number, in the unit its name ends in, or the date.
        text: The text that says so.
        adopted: First day it can be relied on.
        source: Tag of where it was read.
        confidence: ``high``, ``medium`` or ``low``.
        note: A reservation.
    """

    value: LawValue
    text: str
    adopted: date
    source: str
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """The numbers and dates, and the texts they stand in.

    Attributes:
        texts: Versions of texts, by id.
        values: Versions of each number or date, oldest first, by dotted name.
    """

    texts: Mapping[str, Text]
    values: Mapping[str, tuple[LawVersion, ...]]

    def version(self, reference: LawReference, as_of: date) -> LawVersion | None:
        """Return the newest version adopted by a day, or ``None`` before the first."""
        adopted = [version for version in self.values[reference.name] if version.adopted <= as_of]
        return adopted[-1] if adopted else None

    def text(self, ids: tuple[str, ...], as_of: date) -> Text | None:
        """Return the newest of some texts adopted by a day, or ``None`` before the first."""
        adopted = [self.texts[id_] for id_ in ids if self.texts[id_].adopted <= as_of]
        return max(adopted, key=lambda text: text.adopted, default=None)

    def is_date(self, name: str) -> bool:
        """Say whether a name stands for a date; otherwise it stands for a number."""
        return isinstance(self.values[name][0].value, date)


def parse(root: "Node") -> Law:
    """Read ``law.yaml``.

    Raises:
        PolicyError: a key is unknown, a text is not listed, or a version does not fit the others.
    """
    top = root.mapping(known=frozenset({"texts", "values"}), required=frozenset({"texts", "values"}))
    texts = {id_: _text(id_, node) for id_, node in top["texts"].entries().items()}
    values: dict[str, tuple[LawVersion, ...]] = {}
    for name, node in top["values"].entries().items():
        _collect(name, node, texts, values)
    return Law(MappingProxyType(texts), MappingProxyType(values))


def _text(id_: str, node: "Node") -> Text:
    entry = node.mapping(known=_TEXT_KEYS, required=_TEXT_KEYS)
    return Text(id_, entry["title"].text(), entry["adopted"].day())


def _collect(
    name: str, node: "Node", texts: Mapping[str, Text], into: dict[str, tuple[LawVersion, ...]]
) -> None:
    if isinstance(node.content, Mapping):
        for part, below in node.content.items():
            _collect(f"{name}.{part}", below, texts, into)
        return
    versions = tuple(_version(item, texts) for item in node.items())
    if [version.adopted for version in versions] != sorted({version.adopted for version in versions}):
        node.refuse(f"versions of '{name}' must be in the order of their adoption")
    if len({isinstance(version.value, date) for version in versions}) > 1:
        node.refuse(f"'{name}' is a date in one version and a number in another")
    into[name] = versions


def _version(node: "Node", texts: Mapping[str, Text]) -> LawVersion:
    entry = node.mapping(known=_VERSION_KEYS | {"note"}, required=_VERSION_KEYS)
    value = entry["value"].scalar()
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        entry["value"].refuse(f"expected a number or a day, found {entry['value'].described}")
    text = entry["text"].text()
    if text not in texts:
        entry["text"].refuse(f"unknown text '{text}'", hint=f"list it under texts; known: {', '.join(texts)}")
    return LawVersion(
        value=value,
        text=text,
        adopted=entry["adopted"].day(),
        source=one_of(entry["source"], SOURCES),
        confidence=one_of(entry["confidence"], CONFIDENCES),
        note=entry["note"].text() if "note" in entry else "",
    )


def one_of(node: "Node", words: frozenset[str]) -> str:
    """Return a word out of a fixed list.

    Raises:
        PolicyError: it is another one.
    """
    word = node.text()
    if word not in words:
        node.refuse(f"'{word}' is none of {', '.join(sorted(words))}")
    return word
