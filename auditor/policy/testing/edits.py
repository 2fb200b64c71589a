"""Every small change of a rule as it is written: what a typist, or a lawyer in a hurry, would get wrong.

A leaf is negated or dropped, a gate, role, transition, first day, unread text or unread subject is dropped, a
strict bound made inclusive, a word left out of a list, a quantifier turned, a word that differs under an
older text dropped. What a rule is, whatever the facts, is changed by
:mod:`~auditor.policy.testing.particular_edits`, its other words by :mod:`~auditor.policy.testing.word_edits`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from auditor.formats.yaml_node import Node
from auditor.policy.conditions import OPERATORS, LawReference
from auditor.policy.law import Law
from auditor.policy.testing.case_reader import WORDS

# The same bound, with what lies exactly on it on the other side.
_INCLUSIVE: Final[Mapping[str, str]] = {
    "more_than": "at_least",
    "at_least": "more_than",
    "less_than": "at_most",
    "at_most": "less_than",
}
_LISTS: Final = frozenset({"in", "not_in", "includes_any", "includes_none"})
_DAYS: Final = frozenset({"before", "on_or_after"})
_WIDEST: Final = 60


@dataclass(frozen=True, slots=True)
class Edit:
    """A changed piece of YAML.

    Attributes:
        place: ``FILE:LINE`` of what was changed.
        change: What was done to it, in words.
        node: The piece, changed.
    """

    place: str
    change: str
    node: Node


def of_rule(node: Node, law: Law) -> Iterator[Edit]:
    """Yield every change of a rule or classification, whose dates are written out."""
    entry = node.entries()
    for key in ("require", "value"):
        if key in entry:
            yield from within(node, key, _of_value(entry[key], law))
    if "when" in entry:
        yield without(node, "when")
        yield from within(node, "when", of_condition(entry["when"], law))
    if "role" in entry:
        yield without(node, "role")
        yield from within(node, "role", shorter(entry["role"]))
    for key in ("applies_from", "transition"):
        if key in entry and not _is_idle(entry, key, law):
            yield from _dated(node, key, law)
    if "unread" in entry:
        yield from _dated(node, "unread", law)
    if "readings" in entry:
        yield from _readings(node, entry["readings"], law)
    if "earlier" in entry:
        yield from _of_earlier(node, entry["earlier"])


def _of_earlier(node: Node, inner: Node) -> Iterator[Edit]:
    """Yield what a rule says of older texts without that one was not read, and without each of its words.

    That a text was not read is left alone in a classification, whose fact is as unknown without it.
    """
    for number, item in enumerate(inner.items()):
        entry = item.entries()
        if "unread" in entry and "writes" not in node.entries():
            yield _rest(node, inner, number, "unread")
        for key in WORDS:
            if key in entry:
                yield _rest(node, inner, number, key)


def _rest(node: Node, inner: Node, number: int, key: str) -> Edit:
    """Return a rule without one thing it says of an older text; without the text, if there is no other."""
    item = inner.items()[number]
    edit = without(item, key)
    kept = () if key == "unread" or edit.node.entries().keys() == {"text"} else (edit.node,)
    parts = (*inner.items()[:number], *kept, *inner.items()[number + 1 :])
    rest = _with(node, "earlier", replace(inner, content=parts)) if parts else without(node, "earlier").node
    return replace(edit, node=rest)


def _is_idle(entry: Mapping[str, Node], key: str, law: Law) -> bool:
    """Say whether a first day can decide nothing: a classification has a value before it applies, too.

    All that its first day does is to keep it from being law before the day itself was published; where its
    own text was published no earlier than that, whatever is changed about the day comes to the same.
    """
    if "writes" not in entry or key != "applies_from":
        return False
    written_texts = entry["legal"].entries()["text"]
    texts = written_texts.words() if isinstance(written_texts.content, tuple) else (written_texts.text(),)
    first = min(law.texts[text].published for text in texts)
    starts = entry[key].items() if isinstance(entry[key].content, tuple) else (entry[key],)
    names = [one.entries().get("from", one).entries()["law"].text() for one in starts]
    return all(law.values[name][0].published <= first for name in names)


def of_condition(node: Node, law: Law) -> Iterator[Edit]:
    """Yield every change of a condition."""
    entry = node.entries()
    if "fact" in entry or "evidence" in entry:
        yield Edit(node.place, f"negated {written(node)}", mapped(node, {"not": node}))
        yield from _of_leaf(node, entry, law)
        return
    if "count" in entry:
        yield from _of_leaf(node, entry, law)
    for key in ("all", "any", "not"):
        if key in entry:
            yield from _composed(node, key, law)
    if "of" in entry:
        yield without(node, "of")
        yield from within(node, "of", of_condition(entry["of"], law))
    if "satisfy" in entry:
        yield from within(node, "satisfy", of_condition(entry["satisfy"], law))


def written(node: Node) -> str:
    """Return a piece of YAML on one line, cut where it is long."""
    text = flow(node)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _composed(node: Node, key: str, law: Law) -> Iterator[Edit]:
    inner = node.entries()[key]
    if isinstance(inner.content, str):
        turned = "all" if key == "any" else "any"
        found = {turned if name == key else name: value for name, value in node.entries().items()}
        yield Edit(inner.place, f"'{key}: {inner.content}' turned to '{turned}'", mapped(node, found))
    elif isinstance(inner.content, Mapping):
        yield from within(node, key, of_condition(inner, law))
    else:
        yield from within(node, key, shorter(inner))
        for number, part in enumerate(inner.items()):
            for edit in of_condition(part, law):
                parts = (*inner.items()[:number], edit.node, *inner.items()[number + 1 :])
                changed = replace(inner, content=parts)
                yield replace(edit, node=_with(node, key, changed))


def _of_leaf(node: Node, entry: Mapping[str, Node], law: Law) -> Iterator[Edit]:
    operator = next((key for key in entry if key in OPERATORS), "")
    if operator in _INCLUSIVE:
        other = _INCLUSIVE[operator]
        found = {other if key == operator else key: value for key, value in entry.items()}
        yield Edit(node.place, f"{operator} made {other} in {written(node)}", mapped(node, found))
    if operator in _LISTS:
        yield from within(node, operator, shorter(entry[operator]))
    if operator in _DAYS:
        yield from within(node, operator, _later(entry[operator], law))
    if operator:
        yield from within(node, operator, _another(entry[operator], law))
    if "basis" in entry:
        yield without(node, "basis")


def _later(node: Node, law: Law) -> Iterator[Edit]:
    """Yield a bound one day later; a case on the day itself tells the two apart."""
    day = node.content
    if isinstance(day, Mapping) and "law" in day:
        day = law.values[LawReference(day["law"].text()).name][-1].value
    if isinstance(day, date):
        moved = replace(node, content=day + timedelta(days=1))
        yield Edit(node.place, f"{written(node)} a day later", moved)


def _another(node: Node, law: Law) -> Iterator[Edit]:
    """Yield a reference to the law made one to the next smaller and the next larger figure or day of it.

    Whichever case tells these apart tells those beyond them as well.
    """
    if not isinstance(node.content, Mapping) or "law" not in node.content:
        return
    name = node.content["law"]
    for other in _neighbours(name.text(), law):
        changed = mapped(node, {"law": replace(name, content=other)})
        yield Edit(node.place, f"{name.text()} made {other}", changed)


def _neighbours(name: str, law: Law) -> Iterator[str]:
    named = {_size(one, law): one for one in law.values if law.is_date(one) is law.is_date(name)}
    sizes, now = sorted(named), _size(name, law)
    yield from (named[size] for size in [one for one in sizes if one < now][-1:])
    yield from (named[size] for size in [one for one in sizes if one > now][:1])


def _size(name: str, law: Law) -> float:
    value = law.values[name][-1].value
    return value.toordinal() if isinstance(value, date) else value


def _of_value(node: Node, law: Law) -> Iterator[Edit]:
    """Yield every change of what a rule requires, or of the cases of a classification."""
    if "cases" not in node.entries():
        yield from of_condition(node, law)
        return
    cases = node.entries()["cases"]
    yield from within(node, "cases", shorter(cases))
    for number, branch in enumerate(cases.items()):
        for edit in within(branch, "if", of_condition(branch.entries()["if"], law)):
            changed = replace(
                cases, content=(*cases.items()[:number], edit.node, *cases.items()[number + 1 :])
            )
            yield replace(edit, node=_with(node, "cases", changed))


def _dated(node: Node, key: str, law: Law) -> Iterator[Edit]:
    """Yield every change of what says when a rule applies, or for whom it was not read."""
    inner = node.entries()[key]
    yield without(node, key)
    if isinstance(inner.content, tuple):
        yield from within(node, key, shorter(inner))
    for number, item in enumerate(inner.items() if isinstance(inner.content, tuple) else (inner,)):
        if "if" not in item.entries():
            continue
        for edit in within(item, "if", of_condition(item.entries()["if"], law)):
            content = edit.node.content
            if isinstance(inner.content, tuple):
                content = (*inner.content[:number], edit.node, *inner.content[number + 1 :])
            yield replace(edit, node=_with(node, key, replace(inner, content=content)))


def _readings(node: Node, inner: Node, law: Law) -> Iterator[Edit]:
    """Yield changes of each reading; cases state what a rule comes to under those that do not count, too."""
    for number, item in enumerate(inner.items()):
        entry = item.entries()
        for key in ("applies_from", "transition"):
            for edit in _dated(item, key, law) if key in entry else ():
                parts = (*inner.items()[:number], edit.node, *inner.items()[number + 1 :])
                yield replace(edit, node=_with(node, "readings", replace(inner, content=parts)))


def shorter(node: Node) -> Iterator[Edit]:
    """Yield a list without one of its items, which leaves at least one."""
    if not isinstance(node.content, tuple):
        return
    for number, item in enumerate(node.content if len(node.content) > 1 else ()):
        rest = (*node.content[:number], *node.content[number + 1 :])
        yield Edit(item.place, f"dropped {written(item)}", replace(node, content=rest))


def within(node: Node, key: str, edits: Iterator[Edit]) -> Iterator[Edit]:
    """Yield changes of what stands under a key as changes of the whole."""
    for edit in edits:
        yield replace(edit, node=_with(node, key, edit.node))


def without(node: Node, key: str) -> Edit:
    """Return a mapping without one of its keys."""
    entry = node.entries()
    rest = {name: value for name, value in entry.items() if name != key}
    return Edit(entry[key].place, f"dropped '{key}'", mapped(node, rest))


def _with(node: Node, key: str, value: Node) -> Node:
    return mapped(node, {**node.entries(), key: value})


def mapped(node: Node, content: Mapping[str, Node]) -> Node:
    """Return a piece of YAML as another mapping."""
    return replace(node, content=content)


def flow(node: Node) -> str:
    """Return a piece of YAML on one line, wherever it stands."""
    if isinstance(node.content, Mapping):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in node.content.items()) + "}"
    if isinstance(node.content, tuple):
        return f"[{', '.join(map(flow, node.content))}]"
    return str(node.content).lower() if isinstance(node.content, bool) else str(node.content)
