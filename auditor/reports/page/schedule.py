"""The calendar as the page and the dossier lay it out, with why a duty would not be met."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding
from auditor.reports.agenda.calendar import calendar
from auditor.reports.agenda.days import (
    CountedDay,
    DutyDay,
    DutyLine,
    EndDay,
    counted_days,
    duty_days,
    end_days,
)
from auditor.reports.headline.groups import Group, grouped

_Key = tuple[str, date | None]
_Days = tuple[tuple[str, Sequence["ScheduledDay"]], ...]


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A duty that applies or comes.

    Attributes:
        line: The duty, as the calendar words it.
        groups: Why it would not be met, of one that comes; of what applies, the findings tell.
    """

    line: DutyLine
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class ScheduledDay:
    """A day from which duties apply, as in `DutyDay`."""

    when: str
    answers: tuple[str, ...]
    duties: tuple[Scheduled, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """What ``auditor show calendar`` says, to be laid out.

    Attributes:
        nothing: Why nothing applies to anything, now or later; empty where something does.
        duties: What applies now and what comes: the heading of each, and its days.
        ends: What ends, or is due.
        counted: What may apply and what providers have not shown: the heading of each, and its days.
    """

    nothing: str
    duties: _Days
    ends: tuple[EndDay, ...]
    counted: tuple[tuple[str, tuple[CountedDay, ...]], ...]


def schedule(audit: Audit) -> Schedule:
    """Return the calendar of an audit, day by day."""
    shown = calendar(audit)
    why = _why(audit.findings)
    return Schedule(
        nothing=shown.nothing,
        duties=(
            ("Applies now", tuple(_scheduled(day, {}) for day in duty_days(shown.now, shown))),
            ("Comes", tuple(_scheduled(day, why) for day in duty_days(shown.later, shown))),
        ),
        ends=tuple(end_days(shown)),
        counted=(
            ("May apply, which the questions settle", tuple(counted_days(shown.may_apply, shown))),
            ("Providers have not shown", tuple(counted_days(shown.gaps, shown))),
        ),
    )


def _why(findings: Iterable[Finding]) -> Mapping[_Key, Sequence[Finding]]:
    found: dict[_Key, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.upcoming:
            found[finding.rule, finding.applies_from].append(finding)
    return found


def _scheduled(day: DutyDay, why: Mapping[_Key, Sequence[Finding]]) -> ScheduledDay:
    duties = (Scheduled(line, _groups(line, why)) for line in day.lines)
    return ScheduledDay(day.when, day.answers, tuple(duties))


def _groups(line: DutyLine, why: Mapping[_Key, Sequence[Finding]]) -> tuple[Group, ...]:
    concerned = {one.id for one in line.duty.concerned}
    findings = why.get((line.duty.rule, line.duty.day), ())
    return grouped(finding for finding in findings if finding.subject_id in concerned)
