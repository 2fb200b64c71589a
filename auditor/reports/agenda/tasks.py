"""What is open, one line each: duties and terms that fail or are not decided, vendor gaps, questions.

Findings alike are one line, as in every report. A vendor gap is worded as the vendor's, a question as one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding, Question, RuleKind, Severity, Verdict
from auditor.domain.naming import distinct_names
from auditor.reports import wording
from auditor.reports.agenda.owners import Owners, role_words
from auditor.reports.headline.answers import answer_lines
from auditor.reports.headline.groups import NOT_SHOWN, Group, article_words, grouped

_QUESTION: Final = "question"
# Of these only what fails is a task: what is not decided waits for a question, which is one.
_TOLD_WHEN_FAILING: Final = frozenset({RuleKind.TERM, RuleKind.PREFERENCE})
_OPEN: Final = frozenset({Verdict.FAIL, Verdict.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do.

    Attributes:
        due: The day it has to be done by, as-of for what applies already; the last day of its waiver if it is
            waived; ``None`` for what comes on a day that nobody can tell.
        kind: ``duty``, ``licence term``, ``shipped recommendation``, ``vendor gap`` or ``question``.
        status: What it comes to: ``fails``, ``would fail``, ``unknown``; of a vendor gap ``not shown``, of a
            question ``open``.
        severity: How bad a failure would be; of a question, of the worst finding that waits for it.
        n: How many subjects.
        subjects: Their names.
        owner: Who answers for them inside the organisation, as declared; empty where nobody is.
        role: Who should do it: the role that owes it, or who can tell.
        article: The article, clause or policy it rests on; of a question, those of what waits for it.
        what: What is open, one sentence.
        closes: What closes it, a line for each command.
        rules: The rules concerned.
        settles: What an answer settles, in words; empty for what is no question.
        n_settles: Findings that an answer settles, or is needed for; 0 for what is no question.
    """

    due: date | None
    kind: str
    status: str
    severity: Severity
    n: int
    subjects: tuple[str, ...]
    owner: str
    role: str
    article: str
    what: str
    closes: tuple[str, ...]
    rules: tuple[str, ...]
    settles: str = ""
    n_settles: int = 0


def tasks(audit: Audit) -> tuple[Task, ...]:
    """Return what is open, by due day, then by weight."""
    owners = Owners.of(audit)
    made = [*_of_findings(audit, owners), *_of_questions(audit, owners)]
    return tuple(sorted(made, key=_by_due_day))


def _by_due_day(task: Task) -> tuple[object, ...]:
    # What fails weighs more than what may, and a question more the more it settles.
    return (
        task.due or date.max,
        -task.severity.rank,
        "fail" not in task.status,
        -task.n_settles,
        task.rules,
        task.what,
    )


def _of_findings(audit: Audit, owners: Owners) -> Iterator[Task]:
    told = [finding for finding in audit.findings if _is_task(finding)]
    failing = grouped(finding for finding in told if _fails(finding))
    for group in (*failing, *_undecided(finding for finding in told if not _fails(finding))):
        first = group.first
        yield Task(
            due=_due(first, audit.as_of),
            kind=group.kind,
            status=_status(group),
            severity=first.severity,
            n=group.n,
            subjects=group.subjects,
            owner=owners.of_subjects(finding.subject_id for finding in group.findings),
            role=role_words(first),
            article=group.article,
            what=_what(group),
            closes=(first.remedy,),
            rules=(first.rule,),
        )


def _fails(finding: Finding) -> bool:
    return finding.verdict is Verdict.FAIL and finding.kind is not RuleKind.VENDOR_GAP


def _undecided(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Group what is not shown, or not decided, by rule alone: each reason is a question of its own."""
    groups: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        is_owed = finding.owed or finding.kind is not RuleKind.VENDOR_GAP
        due = finding.applies_from if finding.upcoming else None
        days = finding.open_day.days if finding.open_day and finding.upcoming else ()
        key = (finding.rule, finding.severity, finding.remedy, due, days, is_owed, finding.waiver)
        groups[key].append(finding)
    return tuple(Group(tuple(group)) for group in groups.values())


def _status(group: Group) -> str:
    if group.first.kind is not RuleKind.VENDOR_GAP:
        return group.verdict
    return "not shown" if group.first.owed else "not shown, and not known to be owed"


def _what(group: Group) -> str:
    """Return what is open: of a vendor gap what the provider has not shown, whatever the reason."""
    title = group.first.title
    # What would fail says from when in its own words.
    is_told = not group.first.open_day or _fails(group.first)
    whenever = "" if is_told else f"; it applies {group.from_when}" if group.from_when else ""
    whenever = whenever or _since(group)
    if group.first.kind is RuleKind.VENDOR_GAP:
        return f"{NOT_SHOWN}: {title}{whenever}"
    return f"{title}: {group.sentence}{whenever}"


def _since(group: Group) -> str:
    """Return since when it applies, where it does already: its due day is as-of, which does not say."""
    days = {finding.applies_from for finding in group.findings}
    day = days.pop() if len(days) == 1 and not group.first.upcoming else None
    return f"; it applies since {wording.day(day)}" if day else ""


def _is_task(finding: Finding) -> bool:
    if finding.kind in _TOLD_WHEN_FAILING:
        return finding.verdict is Verdict.FAIL
    return finding.kind in {RuleKind.DUTY, RuleKind.VENDOR_GAP} and finding.verdict in _OPEN


def _due(finding: Finding, as_of: date) -> date | None:
    """Return the day by which it has to hold, if it is known.

    What is waived does not have to hold before the waiver ends.
    """
    begins = finding.applies_from if finding.upcoming else as_of
    return max(begins, finding.waiver.expires) if finding.waiver and begins else begins


def _first(days: Iterable[date | None], as_of: date) -> date | None:
    """Return the first day that something waits for; ``None`` where none of them is known."""
    every = list(days)
    known = [day for day in every if day is not None]
    return min(known, default=None if every else as_of)


def _of_questions(audit: Audit, owners: Owners) -> Iterator[Task]:
    waiting = _waiting(audit.findings)
    names = distinct_names(audit.subjects)
    for question in audit.questions:
        found = _that_wait(question, waiting)
        yield Task(
            due=_first((_due(finding, audit.as_of) for finding in found), audit.as_of),
            kind=_QUESTION,
            status="open",
            severity=max((f.severity for f in found), key=lambda one: one.rank, default=Severity.INFO),
            n=len(question.subject_ids),
            subjects=tuple(dict.fromkeys(names.get(id_, id_) for id_ in question.subject_ids)),
            owner=owners.of_subjects(question.subject_ids),
            role=wording.settler(question.who),
            article=", ".join(dict.fromkeys(article_words(finding.legal) for finding in found)),
            what=question.ask,
            closes=(question.how, *answer_lines(question, len(question.commands))),
            rules=question.rules,
            settles=wording.settling(question, "open finding"),
            n_settles=question.n_settles + question.n_needed,
        )


_Waiting = Mapping[tuple[str, str], Sequence[Finding]]
"""Findings by what they wait for: subject and name."""


def _waiting(findings: Iterable[Finding]) -> _Waiting:
    waiting: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        for missing in finding.waits_for:
            waiting[missing.subject_id, missing.name].append(finding)
    return waiting


def _that_wait(question: Question, waiting: _Waiting) -> list[Finding]:
    keys = ((id_, name) for id_ in question.subject_ids for name in question.names)
    found = {(f.rule, f.subject_id): f for key in keys for f in waiting.get(key, ())}
    return list(found.values())
