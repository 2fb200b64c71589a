"""``law.yaml``: every number and date of the law, in dated versions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from auditor.policy.conditions import LawReference
from auditor.policy.wording import shown

if TYPE_CHECKING:
    from auditor.formats.yaml_node import Node

LawValue = int | float | date

CONFIDENCES: Final = frozenset({"high", "medium", "low"})
SOURCES: Final = frozenset("COAGPSU")
"""Tags of sources: consolidated act, original text, independent readings, Commission guidelines, primary
document read in part, secondary, unverified."""

_TEXT_KEYS: Final = frozenset({"title", "published"})
_TEXT_LINKS: Final = frozenset({"replaces", "amends"})
_VERSION_KEYS: Final = frozenset({"value", "text", "published", "source", "confidence"})
_CITED: Final = re.compile(r"\{paragraph: ([\w-]+)\}")
_FIGURE: Final = re.compile(r"\{law: ([\w.-]+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a legal text.

    Attributes:
        id: Its number, e.g. the CELEX number of a consolidation.
        title: What it is called.
        published: First day it is known as such: an act's Official Journal, the day a consolidation states,
            the day that guidelines bear.
        replaces: The version that it stands for since then; empty for a first one.
        amends: The version that it changes from a later day on; empty for what amends nothing.
    """

    id: str
    title: str
    published: date
    replaces: str = ""
    amends: str = ""


@dataclass(frozen=True, slots=True)
class LawVersion:
    """What one text says a number or date is.

    Attributes:
        value: The number, in the unit its name ends in, or the date.
        text: The text that says so.
        published: The day the text was published.
        source: Tag of where it was read.
        confidence: ``high``, ``medium`` or ``low``.
        note: A reservation.
        paragraph: Name under which ``law.yaml`` keeps the number of its paragraph; empty for none.
    """

    value: LawValue
    text: str
    published: date
    source: str
    confidence: str
    note: str = ""
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """The numbers and dates, and the texts they stand in.

    Attributes:
        texts: Versions of texts, by id.
        values: Versions of each number or date, oldest first, by dotted name.
        paragraphs: Number of a paragraph in each text that has it, oldest first, by what the paragraph says.
    """

    texts: Mapping[str, Text]
    values: Mapping[str, tuple[LawVersion, ...]]
    paragraphs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def version(self, reference: LawReference, as_of: date) -> LawVersion | None:
        """Return the newest version published by a day, or ``None`` before the first."""
        published = [version for version in self.values[reference.name] if version.published <= as_of]
        return published[-1] if published else None

    def text(self, ids: tuple[str, ...], as_of: date) -> Text | None:
        """Return the newest of some texts published by a day, or ``None`` before the first."""
        published = [self.texts[id_] for id_ in ids if self.texts[id_].published <= as_of]
        return max(published, key=lambda text: text.published, default=None)

    def successor(self, id_: str, as_of: date) -> Text | None:
        """Return the text that has replaced another by a day, or ``None``."""
        later = (text for text in self.texts.values() if text.replaces == id_)
        return next((text for text in later if text.published <= as_of), None)

    def cited(self, paragraph: str, as_of: date) -> str:
        """Return a paragraph as a sentence cites it: in the newest text published by a day that numbers it.

        Before the first such text, it is that first text that is cited: nothing older says it.
        """
        numbers = self.paragraphs[paragraph]
        text = self.text(tuple(numbers), as_of) or self.texts[next(iter(numbers))]
        number = numbers[text.id]
        return f"paragraph{'s' if '-' in number else ''} {number} of {text.id}"

    def worded(self, words: str, as_of: date) -> str:
        """Return words with every ``{paragraph: NAME}`` and ``{law: NAME}`` as it is as of a day."""
        figures = _FIGURE.sub(lambda found: self._figure(found[1], as_of), words)
        return _CITED.sub(lambda found: self.cited(found[1], as_of), figures)

    def _figure(self, name: str, as_of: date) -> str:
        """Return a number or date in words; before the first text that states it, as that one does."""
        version = self.version(LawReference(name), as_of) or self.values[name][0]
        return shown(version.value)

    def is_date(self, name: str) -> bool:
        """Say whether a name stands for a date; otherwise it stands for a number."""
        return isinstance(self.values[name][0].value, date)


def parse(root: "Node") -> Law:
    """Read ``law.yaml``.

    Raises:
        PolicyError: a key is unknown, a text is not listed, or a version does not fit the others.
    """
    required = frozenset({"texts", "values"})
    # Penalties are read where they are asked for: auditor/policy/fines.py.
    top = root.mapping(known=required | {"paragraphs", "fines"}, required=required)
    texts = _texts(top["texts"])
    listed = top["paragraphs"].entries() if "paragraphs" in top else {}
    paragraphs = {name: _paragraph(node, texts) for name, node in listed.items()}
    values: dict[str, tuple[LawVersion, ...]] = {}
    for name, node in top["values"].entries().items():
        _collect(name, node, Law(texts, {}, paragraphs), values)
    return Law(MappingProxyType(texts), MappingProxyType(values), MappingProxyType(paragraphs))


def refuse_uncited(node: "Node", law: Law) -> str:
    """Return the text of a node whose ``{paragraph: NAME}`` and ``{law: NAME}`` are all listed.

    Raises:
        PolicyError: one is not.
    """
    words = node.text()
    for name in _CITED.findall(words):
        _known(node, name, law)
    for name in _FIGURE.findall(words):
        if name not in law.values:
            node.refuse(f"law.yaml has no '{name}'")
    return words


def known_paragraph(node: "Node", law: Law) -> str:
    """Return the name of a listed paragraph.

    Raises:
        PolicyError: it is not listed.
    """
    return _known(node, node.text(), law)


def _known(node: "Node", paragraph: str, law: Law) -> str:
    if paragraph not in law.paragraphs:
        known = ", ".join(law.paragraphs) or "none"
        node.refuse(f"unknown paragraph '{paragraph}'", hint=f"list it under paragraphs; known: {known}")
    return paragraph


def _paragraph(node: "Node", texts: Mapping[str, Text]) -> Mapping[str, str]:
    """Return the number of a paragraph by text, the oldest text first."""
    numbers: dict[str, str] = {}
    for text, number in node.entries().items():
        _listed(node, text, texts)
        numbers[text] = number.text()
    return {text: numbers[text] for text in sorted(numbers, key=lambda id_: texts[id_].published)}


def _listed(node: "Node", text: str, texts: Mapping[str, Text]) -> str:
    if text not in texts:
        node.refuse(f"unknown text '{text}'", hint=f"list it under texts; known: {', '.join(texts)}")
    return text


def _texts(node: "Node") -> dict[str, Text]:
    listed = node.entries()
    found: dict[str, Text] = {}
    for id_, written in listed.items():
        entry = written.mapping(known=_TEXT_KEYS | _TEXT_LINKS, required=_TEXT_KEYS)
        links = {}
        for key in _TEXT_LINKS & entry.keys():
            links[key] = entry[key].text()
            if links[key] not in listed:
                entry[key].refuse(f"unknown text '{links[key]}'", hint=f"known: {', '.join(listed)}")
        found[id_] = Text(id_, entry["title"].text(), entry["published"].day(), **links)
    return found


def _collect(name: str, node: "Node", around: Law, into: dict[str, tuple[LawVersion, ...]]) -> None:
    if isinstance(node.content, Mapping):
        for part, below in node.content.items():
            _collect(f"{name}.{part}", below, around, into)
        return
    versions = tuple(_version(item, around) for item in node.items())
    if [version.published for version in versions] != sorted({version.published for version in versions}):
        node.refuse(f"versions of '{name}' must be in the order of their publication")
    if len({isinstance(version.value, date) for version in versions}) > 1:
        node.refuse(f"'{name}' is a date in one version and a number in another")
    into[name] = versions


def _version(node: "Node", around: Law) -> LawVersion:
    entry = node.mapping(known=_VERSION_KEYS | {"note", "paragraph"}, required=_VERSION_KEYS)
    value = entry["value"].scalar()
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        entry["value"].refuse(f"expected a number or a day, found {entry['value'].described}")
    text = _listed(entry["text"], entry["text"].text(), around.texts)
    return LawVersion(
        value=value,
        text=text,
        published=entry["published"].day(),
        source=one_of(entry["source"], SOURCES),
        confidence=one_of(entry["confidence"], CONFIDENCES),
        note=entry["note"].text() if "note" in entry else "",
        paragraph=_numbered(entry["paragraph"], text, around) if "paragraph" in entry else "",
    )


def _numbered(node: "Node", text: str, law: Law) -> str:
    """Return the name of a paragraph that has a number in the text a version stands in."""
    name = known_paragraph(node, law)
    if text not in law.paragraphs[name]:
        node.refuse(f"'{name}' has no number in {text}")
    return name


def one_of(node: "Node", words: frozenset[str]) -> str:
    """Return a word out of a fixed list.

    Raises:
        PolicyError: it is another one.
    """
    word = node.text()
    if word not in words:
        node.refuse(f"'{word}' is none of {', '.join(sorted(words))}")
    return word
