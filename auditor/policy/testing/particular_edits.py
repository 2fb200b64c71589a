"""Changes of what a rule is, whatever the facts: kind, weight, article, source, text, days.

No verdict of a case need turn on them, and each changes what a report says; so the particulars that the cases
state may notice them as well as a case. See :mod:`~auditor.policy.testing.particulars`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from auditor.domain.fact import Confidence
from auditor.domain.finding import RuleKind, Severity
from auditor.formats.yaml_node import Node
from auditor.policy.law import SOURCES, Law, LawValue
from auditor.policy.testing.edits import Edit, mapped, shorter, within, without, written
from auditor.policy.testing.particulars import NEVER

_DATED: Final = ("applies_from", "transition", "readings")
_KINDS: Final = tuple(kind.value for kind in RuleKind if kind is not RuleKind.CLASSIFICATION)
# What an article is made, to see whether anybody would tell: it is none.
_ANOTHER_ARTICLE: Final = "another"


def of_particulars(node: Node, law: Law) -> Iterator[Edit]:
    """Yield every change of what a rule or classification is; its dates are written out."""
    entry = node.entries()
    if "writes" not in entry:
        yield from _worded(node, "kind", _KINDS)
        yield from _worded(node, "severity", tuple(Severity))
        yield from _worded(node, "floor", tuple(Confidence), default=Confidence.MEDIUM)
        yield _toggled(node, "waivable", default=True)
        yield _toggled(node, "needs_person", default=False)
    if "clause" in entry:
        yield without(node, "clause")
    yield from within(node, "legal", _of_legal(entry["legal"], law))
    for key in _DATED:
        if key in entry:
            yield from within(node, key, _moved(entry[key], law))


def _worded(node: Node, key: str, words: tuple[str, ...], *, default: str = "") -> Iterator[Edit]:
    """Yield a key with each of the words it does not have."""
    entry = node.entries()
    now = entry[key].text() if key in entry else default
    for one in words:
        if one != now:
            yield _put(node, key, one)


def _toggled(node: Node, key: str, *, default: bool) -> Edit:
    entry = node.entries()
    now = entry[key].boolean() if key in entry else default
    return _put(node, key, not now)


def _put(node: Node, key: str, content: str | bool) -> Edit:
    """Return a mapping with one key made something else, or added."""
    at = node.entries().get(key, node)
    value = replace(at, content=content)
    return Edit(at.place, f"'{key}' made {written(value)}", mapped(node, {**node.entries(), key: value}))


def _of_legal(node: Node, law: Law) -> Iterator[Edit]:
    entry = node.entries()
    yield _put(node, "article", _ANOTHER_ARTICLE)
    if "source" in entry:
        yield from _worded(node, "source", tuple(sorted(SOURCES)))
    for key in ("confidence", "paragraph"):
        if key in entry:
            yield without(node, key)
    if "text" in entry:
        yield from within(node, "text", _of_texts(entry["text"], law))


def _of_texts(node: Node, law: Law) -> Iterator[Edit]:
    """Yield a list of versions without one of them, and with one more."""
    yield from shorter(node)
    listed = node.items() if isinstance(node.content, tuple) else (node,)
    there = {one.text() for one in listed}
    for id_ in (one for one in law.texts if one not in there):
        more = replace(node, content=(*listed, replace(node, content=id_)))
        yield Edit(node.place, f"added {id_}", more)


def _moved(node: Node, law: Law) -> Iterator[Edit]:
    """Yield first and last days with each reference to the law made one to another day of it.

    Conditions stay: what they compare with is another matter.
    """
    if isinstance(node.content, tuple):
        for number, item in enumerate(node.content):
            for edit in _moved(item, law):
                parts = (*node.content[:number], edit.node, *node.content[number + 1 :])
                yield replace(edit, node=replace(node, content=parts))
    elif isinstance(node.content, Mapping):
        if "law" in node.content:
            yield from _named(node, node.content["law"], law)
            return
        for key, value in node.content.items():
            if key == "until":
                yield from within(node, key, _ended(value, law))
            if key not in {"if", "name", "default"}:
                yield from within(node, key, _moved(value, law))


def _named(node: Node, name: Node, law: Law) -> Iterator[Edit]:
    """Yield a reference made one to every other day; the same day by another name is no change."""
    for other in _other_days(name.text(), law):
        yield Edit(
            name.place, f"{name.text()} made {other}", mapped(node, {"law": replace(name, content=other)})
        )


def _ended(node: Node, law: Law) -> Iterator[Edit]:
    """Yield a transition with an end made one without, or the other way round."""
    if isinstance(node.content, Mapping):
        yield Edit(node.place, f"{written(node)} made {NEVER}", replace(node, content=NEVER))
    else:
        for day in _other_days("", law):
            end = mapped(node, {"law": replace(node, content=day)})
            yield Edit(node.place, f"{NEVER} made {written(end)}", end)


def _other_days(name: str, law: Law) -> Iterator[str]:
    """Yield the names of days that are, or once were, another one than that of a name."""
    now = _history(name, law) if name else ()
    return (one for one in law.values if law.is_date(one) and _history(one, law) != now)


def _history(name: str, law: Law) -> tuple[tuple[date, LawValue], ...]:
    """Return what a name stood for, and since when; a text that repeats it changes nothing."""
    found: list[tuple[date, LawValue]] = []
    for version in law.values[name]:
        if not found or found[-1][1] != version.value:
            found.append((version.published, version.value))
    return tuple(found)
