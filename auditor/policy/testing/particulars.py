"""What the cases of a rule state of the rule itself: its kind, weight, article, source and days.

A verdict shows none of these, and a report prints all of them. They are stated beside the cases, from the
law or from what was decided, by whoever would look them up there: days as days, so that a name of another
day in ``law.yaml`` is noticed.

::

    particulars: {kind: duty, severity: high, article: "53(1)(d)", source: C, text: [02024R1689-20260727],
      applies_from: [2025-08-02], until: [2027-08-02], fine: "101: EUR 15,000,000 or 3 %, from 2026-08-02"}
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final

from auditor.domain.fact import Confidence
from auditor.domain.finding import RuleKind, Severity
from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import LawReference
from auditor.policy.fines import Fines, fines
from auditor.policy.law import CONFIDENCES, SOURCES, Law, known_paragraph, one_of
from auditor.policy.reading.rule_reader import confidence_of, word
from auditor.policy.rules import Classification, Rule, Start, Transition
from auditor.policy.testing.case_reader import PARTICULARS
from auditor.policy.testing.cases import CaseResult, files_of

NEVER: Final = "never"
"""How a transition without end is written."""

_KNOWN: Final = frozenset(
    {
        *("kind", "article", "severity", "source", "confidence", "paragraph", "text", "clause", "floor"),
        *("applies_from", "other_readings", "until", "fine", "waivable", "needs_person"),
    }
)
_AS_STATED: Final = "as stated"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a rule is, whatever the facts.

    Attributes:
        kind: Whose business it is.
        article: Article and paragraph, clause, or the policy's own words.
        severity: How bad a failure is; ``None`` for a classification.
        source: Tag of where the article was read; empty for what is no law.
        confidence: Confidence of that source.
        paragraph: Name of the paragraph of guidelines it rests on.
        text: Versions of the text under which it has something to say.
        applies_from: The days it applies from, by the newest law and the reading that counts.
        other_readings: Those by the readings that do not count.
        until: Last days of its transitions; ``None`` for one without end.
        fine: What a breach comes under by the newest law, as :func:`_fined` writes it; empty where nothing is
            said of it.
        clause: Fact that names the clause of the licence at hand.
        floor: Weakest confidence that may decide it; ``None`` for any.
        waivable: Whether a waiver may set it aside.
        needs_person: Only what a person attests can decide it.
    """

    kind: RuleKind
    article: str
    severity: Severity | None = None
    source: str = ""
    confidence: str = ""
    paragraph: str = ""
    text: tuple[str, ...] = ()
    applies_from: tuple[date, ...] = ()
    other_readings: tuple[date, ...] = ()
    until: tuple[date | None, ...] = ()
    fine: str = ""
    clause: str = ""
    floor: Confidence | None = None
    waivable: bool = True
    needs_person: bool = False


def run(bundle: Bundle) -> tuple[CaseResult, ...]:
    """Hold every rule of a bundle against the particulars that its cases state.

    Raises:
        PolicyError: a cases file is malformed, or belongs to no rule.
    """
    law, penalties = bundle.law, fines(bundle)
    return tuple(
        _result(rule, place, wanted, particulars(rule, law, penalties))
        for rule, place, wanted in stated(bundle)
    )


def stated(bundle: Bundle) -> Iterator[tuple[Rule | Classification, str, Particulars]]:
    """Yield every rule whose cases state its particulars, with ``FILE:LINE`` and what they state.

    Raises:
        PolicyError: a cases file is malformed, or belongs to no rule.
    """
    for rule, node in files_of(bundle):
        entry = node.entries()
        if PARTICULARS in entry:
            yield rule, entry[PARTICULARS].place, read(entry[PARTICULARS], bundle.law)


def particulars(rule: Rule | Classification, law: Law, penalties: Fines) -> Particulars:
    """Return what a rule is, its days and its fine as the newest law has them."""
    legal = rule.heading.legal
    common = Particulars(
        kind=RuleKind.CLASSIFICATION,
        article=legal.article,
        source=legal.source,
        confidence=legal.confidence,
        paragraph=legal.paragraph,
        text=tuple(sorted(legal.texts)),
        applies_from=_days(rule.heading.starts, law),
    )
    if isinstance(rule, Classification):
        return common
    return replace(_of_rule(rule, common, law), fine=_fined(rule, law, penalties))


def _fined(rule: Rule, law: Law, penalties: Fines) -> str:
    """Write what a breach of a duty comes under: ``99(4): EUR 15,000,000 or 3 %, from 2025-08-02``."""
    legal = rule.heading.legal.reference(law, date.max) if rule.kind is RuleKind.DUTY else None
    found = penalties.penalty(legal, date.max) if legal else None
    if found is None:
        return ""
    if found.cap_eur is None or found.turnover_share is None:
        return f"{found.article}: national rules"
    share = f"{found.turnover_share:.4%}".removesuffix("%").rstrip("0").rstrip(".")
    return f"{found.article}: EUR {found.cap_eur:,} or {share} %, from {found.applies_from}"


def _of_rule(rule: Rule, common: Particulars, law: Law) -> Particulars:
    counting = [start for one in rule.readings if one.is_default for start in one.starts]
    others = [start for one in rule.readings if not one.is_default for start in one.starts]
    later = [*rule.transitions, *(one for reading in rule.readings for one in reading.transitions)]
    return replace(
        common,
        kind=rule.kind,
        severity=rule.severity,
        applies_from=common.applies_from or _days(counting, law),
        other_readings=_days(others, law),
        until=_ends(later, law),
        clause=rule.clause,
        floor=rule.floor,
        waivable=rule.waivable,
        needs_person=rule.needs_person,
    )


def read(node: Node, law: Law) -> Particulars:
    """Read the particulars that a cases file states.

    Raises:
        PolicyError: they are malformed.
    """
    entry = node.mapping(known=_KNOWN, required=frozenset({"kind", "article"}))
    kind = word(entry, "kind", RuleKind, node)
    source = one_of(entry["source"], SOURCES) if "source" in entry else ""
    by_default = Confidence.MEDIUM if kind.counts else None
    return Particulars(
        kind=kind,
        article=entry["article"].text(),
        severity=word(entry, "severity", Severity, node) if "severity" in entry else None,
        source=source,
        confidence=one_of(entry["confidence"], CONFIDENCES)
        if "confidence" in entry
        else confidence_of(source),
        paragraph=known_paragraph(entry["paragraph"], law) if "paragraph" in entry else "",
        text=tuple(sorted(entry["text"].words())) if "text" in entry else (),
        applies_from=_written_days(entry, "applies_from"),
        other_readings=_written_days(entry, "other_readings"),
        until=_written_ends(entry["until"]) if "until" in entry else (),
        fine=entry["fine"].text() if "fine" in entry else "",
        clause=entry["clause"].text() if "clause" in entry else "",
        floor=word(entry, "floor", Confidence, node) if "floor" in entry else by_default,
        waivable=entry["waivable"].boolean() if "waivable" in entry else True,
        needs_person=entry["needs_person"].boolean() if "needs_person" in entry else False,
    )


def _result(rule: Rule | Classification, place: str, wanted: Particulars, got: Particulars) -> CaseResult:
    """Return how the particulars came out; where they differ, in what alone."""
    differing = [
        one.name for one in fields(Particulars) if getattr(wanted, one.name) != getattr(got, one.name)
    ]
    told = (
        ", ".join(f"{name} {_told(getattr(one, name))}" for name in differing) or _AS_STATED
        for one in (wanted, got)
    )
    return CaseResult(rule.id, PARTICULARS, place, *told)


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(NEVER if one is None else str(one) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if value else "none"


def _days(starts: Iterable[Start], law: Law) -> tuple[date, ...]:
    return tuple(sorted({_day(start.day, law) for start in starts}))


def _ends(transitions: Iterable[Transition], law: Law) -> tuple[date | None, ...]:
    ends = {None if one.until is None else _day(one.until, law) for one in transitions}
    return _in_order(ends)


def _day(reference: LawReference, law: Law) -> date:
    newest = law.values[reference.name][-1].value
    assert isinstance(newest, date), "the reader takes nothing else for a day"
    return newest


def _in_order(ends: Iterable[date | None]) -> tuple[date | None, ...]:
    """Return last days, the earliest first, and what has no end last."""
    return tuple(sorted(set(ends), key=lambda end: end or date.max))


def _written_days(entry: Mapping[str, Node], key: str) -> tuple[date, ...]:
    return tuple(sorted({one.day() for one in entry[key].items()})) if key in entry else ()


def _written_ends(node: Node) -> tuple[date | None, ...]:
    return _in_order(None if one.content == NEVER else one.day() for one in node.items())
