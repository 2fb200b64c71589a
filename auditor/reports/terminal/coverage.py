"""How far an audit looked, what was the matter and what was left out: ``auditor show coverage``."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.observation import Problem, SkipKind, Skipped
from auditor.domain.phrasing import prose_day
from auditor.reports import wording
from auditor.reports.counts import acceptance_of, is_accepted
from auditor.reports.terminal.tables import Column, table

_TARGETS: Final = (
    Column("looked at", least=24, is_title=True),
    Column("seen", least=6),
    Column("how far", least=40),
)
_GAPS: Final = (
    Column("what is the matter", least=12),
    Column("where", least=28),
    Column("why", least=32),
)
_ELSEWHERE: Final = (Column("also here, and read by another target", least=40), Column("target", least=20))
_PROBLEM: Final = (Column("what is known", least=24, is_title=True), Column("", least=24, keeps_words=True))
_LEFT_OUT: Final = (Column("left out on purpose", least=40), Column("places", least=6))


def gaps(audit: Audit) -> tuple[tuple[str, str], ...]:
    """Return what was not read or is not what it should be: what is the matter, and where and why."""
    problems = ((problem.category.value, _why(audit, problem)) for problem in audit.inventory.problems)
    unread = (
        ("not read", _why(audit, skipped))
        for skipped in audit.inventory.skipped
        if skipped.category is SkipKind.FORMAT
    )
    return (*problems, *unread)


def coverage_tables(audit: Audit, width: int) -> str:
    """Return the tables of ``auditor show coverage``."""
    inventory = audit.inventory
    targets = [
        (wording.visible(one.target), wording.number(one.n_seen), wording.visible(one.how_far))
        for one in inventory.covered
    ]
    faults = [
        (
            f"{problem.category.value}{_accepted(audit, problem)}",
            wording.visible(problem.place),
            "\n".join((wording.visible(problem.reason), *_bytes(problem))),
        )
        for problem in inventory.problems
    ]
    faults += [
        (
            f"not read{_accepted(audit, skipped)}",
            wording.visible(skipped.place),
            wording.visible(skipped.reason),
        )
        for skipped in inventory.skipped
        if skipped.category is SkipKind.FORMAT
    ]
    reasons = Counter(one.reason for one in inventory.skipped if one.category is SkipKind.LEFT_OUT)
    elsewhere = [
        (wording.visible(one.place), wording.visible(target))
        for one in inventory.skipped
        if (target := one.elsewhere) is not None
    ]
    left_out = [(wording.visible(reason), wording.number(n)) for reason, n in reasons.most_common()]
    shown = (_TARGETS, targets), (_GAPS, faults), (_ELSEWHERE, elsewhere), (_LEFT_OUT, left_out)
    return "\n".join(table(columns, rows, width) for columns, rows in shown if rows)


def problems_text(audit: Audit, problems: Sequence[Problem], width: int) -> str:
    """Return what is known of files that are no models for what is the matter with them."""
    return "\n".join(table(_PROBLEM, _known(audit, problem), width) for problem in problems)


def _known(audit: Audit, problem: Problem) -> list[tuple[str, str]]:
    accepted = acceptance_of(audit, problem)
    by = f"by {accepted.by} on {prose_day(accepted.on)}: {accepted.reason}" if accepted else "by nobody"
    rows = [
        (f"{problem.category.value}, no model", problem.place),
        ("what is the matter", problem.reason),
        ("loading it runs code", "yes" if problem.runs_code else "not known to"),
        ("size", wording.size(problem.size_bytes) if problem.size_bytes is not None else "not known"),
        ("sha256", problem.sha256 or "not computed"),
        ("accepted", by),
    ]
    return [(wording.visible(what), wording.visible(said)) for what, said in rows]


def _bytes(problem: Problem) -> tuple[str, ...]:
    """Return the digest by which an entry may accept a file, if it is known."""
    return (f"sha256 {problem.sha256}",) if problem.sha256 else ()


def _why(audit: Audit, gap: Problem | Skipped) -> str:
    return f"{gap.place}: {gap.reason}{' (accepted)' if is_accepted(audit, gap) else ''}"


def _accepted(audit: Audit, gap: Problem | Skipped) -> str:
    return ", accepted" if is_accepted(audit, gap) else ""
