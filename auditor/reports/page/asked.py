"""Questions, numbered: each is set out once, and findings refer to it by its number."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding, Question
from auditor.reports import wording
from auditor.reports.headline.answers import answer_lines, answered_with

_MOST_REASONS: Final = 2
_NEXUS: Final = "evidence:union-nexus"
_TRAINED_HERE: Final = "model.trained_here"
_ROLE: Final = "the organisation's role"
_FAMILIES: Final = {
    "compute": "training compute",
    "license": "its licence",
    "airgap": "an air-gapped run",
    "provider": "its provider",
}

Numbers = Mapping[str, Mapping[str, int]]
"""By subject id, then by fact or ``evidence:KIND``: the number of the question that asks for it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is printed.

    Attributes:
        number: Its place among all questions, from 1; the same in every report.
        ask: The question.
        why: Why that is not known, the most frequent reasons.
        who: Who can tell.
        how: What records the answer, in a line.
        commands: The same in full, ready to be filled in, where a declaration does.
        settles: The open findings it settles or is needed for, in words.
    """

    number: int
    ask: str
    why: str
    who: str
    how: str
    commands: tuple[str, ...]
    settles: str


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """A question that a finding waits for: its number, and in a few words what it asks for."""

    number: int
    label: str


def asked(audit: Audit) -> tuple[Asked, ...]:
    """Return every question of an audit, in the order of the audit."""
    numbers = numbered(audit.questions)
    reasons: dict[int, Counter[str]] = {}
    for finding in audit.findings:
        for missing in finding.waits_for:
            number = numbers.get(missing.subject_id, {}).get(missing.name, 0)
            reasons.setdefault(number, Counter())[missing.reason] += 1
    return tuple(
        Asked(
            number,
            question.ask,
            _why(reasons.get(number, Counter())),
            wording.settler(question.who),
            answered_with(question),
            (question.how, *answer_lines(question)) if question.commands else (),
            wording.settling(question, "open finding"),
        )
        for number, question in enumerate(audit.questions, start=1)
    )


def _why(reasons: Counter[str]) -> str:
    """Return the most frequent reasons; they say alike for many subjects, each in words of its own."""
    first = sorted(reasons, key=lambda reason: (-reasons[reason], reason))
    more = len(first) - _MOST_REASONS
    said = "; ".join(first[:_MOST_REASONS])
    return (
        f"{said}; and {wording.number(more)} more {'reason' if more == 1 else 'reasons'}"
        if more > 0
        else said
    )


def numbered(questions: Iterable[Question]) -> Numbers:
    """Return which question asks for what about whom."""
    numbers: dict[str, dict[str, int]] = {}
    for number, question in enumerate(questions, start=1):
        for subject_id in question.subject_ids:
            numbers.setdefault(subject_id, {}).update(dict.fromkeys(question.names, number))
    return numbers


def waits_for(findings: Iterable[Finding], numbers: Numbers) -> tuple[WaitsFor, ...]:
    """Return the questions that findings wait for, by number."""
    names: dict[int, list[str]] = {}
    for finding in findings:
        for missing in finding.waits_for:
            number = numbers.get(missing.subject_id, {}).get(missing.name)
            if number is not None:
                names.setdefault(number, []).append(missing.name)
    return tuple(WaitsFor(number, _label(names[number])) for number in sorted(names))


def _label(names: Sequence[str]) -> str:
    """Return in a few words what a question asks for: one thing, or what several have in common."""
    labels = {_ROLE if _is_whose(name) else _labelled(name) for name in names}
    family = next(iter(names)).partition(".")[0]
    return labels.pop() if len(labels) == 1 else _FAMILIES.get(family, ", ".join(sorted(labels)))


def _labelled(name: str) -> str:
    _, _, kind = name.partition(":")
    return wording.evidence_kind(kind) if kind else wording.label(name)


def _is_whose(name: str) -> bool:
    return name in (_NEXUS, _TRAINED_HERE) or name.startswith(("role.", "organisation.", "modifier."))
