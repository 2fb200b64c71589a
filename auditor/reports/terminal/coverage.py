"""How far an audit looked, what was the matter and what was left out: ``auditor show coverage``."""

from collections import Counter
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.observation import Problem, SkipKind, target_elsewhere
from auditor.reports import wording
from auditor.reports.counts import is_accepted
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
_LEFT_OUT: Final = (Column("left out on purpose", least=40), Column("places", least=6))


def gaps(audit: Audit) -> tuple[tuple[str, str], ...]:
    """Return what was not read or is not what it should be: what is the matter, and where and why."""
    problems = (
        (problem.category.value, f"{problem.place}: {problem.reason}") for problem in audit.inventory.problems
    )
    unread = (
        ("not read", f"{skipped.place}: {skipped.reason}")
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
            wording.visible(problem.reason),
        )
        for problem in inventory.problems
    ]
    faults += [
        ("not read", wording.visible(skipped.place), wording.visible(skipped.reason))
        for skipped in inventory.skipped
        if skipped.category is SkipKind.FORMAT
    ]
    reasons = Counter(one.reason for one in inventory.skipped if one.category is SkipKind.LEFT_OUT)
    elsewhere = [
        (wording.visible(one.place), wording.visible(target))
        for one in inventory.skipped
        if (target := target_elsewhere(one)) is not None
    ]
    left_out = [(wording.visible(reason), wording.number(n)) for reason, n in reasons.most_common()]
    shown = (_TARGETS, targets), (_GAPS, faults), (_ELSEWHERE, elsewhere), (_LEFT_OUT, left_out)
    return "\n".join(table(columns, rows, width) for columns, rows in shown if rows)


def _accepted(audit: Audit, problem: Problem) -> str:
    return ", accepted" if is_accepted(audit, problem) else ""
