"""What the cases of a rule state of its words: title, what is wrong, what to do, its reservation.

No verdict shows them, and they are what a reader acts on. They are stated as a report prints them by the
newest law, figures and paragraphs written out, and every remedy in the order of the rule: whoever changes a
sentence, or what stands for a figure in it, changes it in two places.

::

    wording:
      title: Logs kept for at least six months
      failing: its logs are kept too briefly
      remedy: Keep the logs for at least six months.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle
from auditor.policy.law import Law
from auditor.policy.rules import Classification, Rule
from auditor.policy.testing.case_reader import WORDING, WORDS
from auditor.policy.testing.cases import CaseResult, files_of

_AS_STATED: Final = "as stated"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a rule by the newest law.

    Attributes:
        title: What is owed, wanted or classified.
        failing: What is wrong when it fails; empty where the reason alone says it.
        remedy: Everything it may say to do, in its order: the remedy of each case, then that of all others.
        note: The reservation that travels with it; empty for none.
    """

    title: str
    failing: str = ""
    remedy: tuple[str, ...] = ()
    note: str = ""


def run(bundle: Bundle) -> tuple[CaseResult, ...]:
    """Hold the words of every rule of a bundle against those that its cases state.

    Raises:
        PolicyError: a cases file is malformed, or belongs to no rule.
    """
    return tuple(
        _result(rule, place, wanted, words(rule, bundle.law)) for rule, place, wanted in stated(bundle)
    )


def stated(bundle: Bundle) -> Iterator[tuple[Rule | Classification, str, Words]]:
    """Yield every rule whose cases state its words, with ``FILE:LINE`` and what they state.

    Raises:
        PolicyError: a cases file is malformed, or belongs to no rule.
    """
    for rule, node in files_of(bundle):
        entry = node.entries()
        if WORDING in entry:
            yield rule, entry[WORDING].place, read(entry[WORDING])


def words(rule: Rule | Classification, law: Law) -> Words:
    """Return the words of a rule, its figures as the newest law has them."""
    title, note = rule.heading.title, law.worded(rule.heading.note, date.max)
    if isinstance(rule, Classification):
        return Words(title, note=note)
    every = (text for part in rule.remedy for text in (*(one.value for one in part.branches), part.otherwise))
    return Words(title, rule.failing, tuple(map(str, every)), note)


def read(node: Node) -> Words:
    """Read the words that a cases file states.

    Raises:
        PolicyError: they are malformed.
    """
    entry = node.mapping(known=frozenset(WORDS), required=frozenset({"title"}))
    return Words(
        title=entry["title"].text(),
        failing=_text(entry, "failing"),
        remedy=_remedy(entry["remedy"]) if "remedy" in entry else (),
        note=_text(entry, "note"),
    )


def _text(entry: Mapping[str, Node], key: str) -> str:
    return entry[key].text() if key in entry else ""


def _remedy(node: Node) -> tuple[str, ...]:
    return node.words() if isinstance(node.content, tuple) else (node.text(),)


def _result(rule: Rule | Classification, place: str, wanted: Words, got: Words) -> CaseResult:
    """Return how the words came out; where they differ, in which alone."""
    differing = [one.name for one in fields(Words) if getattr(wanted, one.name) != getattr(got, one.name)]
    told = (
        "; ".join(f"{name}: {_told(getattr(one, name))}" for name in differing) or _AS_STATED
        for one in (wanted, got)
    )
    return CaseResult(rule.id, WORDING, place, *told)


def _told(value: str | tuple[str, ...]) -> str:
    return (" / ".join(value) if isinstance(value, tuple) else value) or "none"
