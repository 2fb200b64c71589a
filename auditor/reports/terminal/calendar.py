"""``auditor show calendar``: what applies now, what comes when, and what ends."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from auditor.reports import wording
from auditor.reports.agenda.calendar import Calendar
from auditor.reports.agenda.days import (
    CountedDay,
    DutyDay,
    DutyLine,
    EndDay,
    counted_days,
    duty_days,
    end_days,
)
from auditor.reports.agenda.ends import End
from auditor.reports.terminal.tables import Column, table, wrapped

_INDENT: Final = "  "
_DUTY: Final = (Column("", least=30, is_title=True), Column("", least=30))
_COUNTED: Final = (Column("", least=20, is_title=True), Column("", least=30))


def calendar_text(shown: Calendar, width: int) -> str:
    """Return the calendar, section by section and day by day; sections with nothing in them are left out."""
    head = [f"Calendar of {wording.visible(shown.who)}, law as of {wording.day(shown.as_of)}"]
    head += [shown.hypothetical] if shown.hypothetical else []
    lines = [line for one in head for line in wrapped(one, width)]
    lines += ["", *wrapped(shown.nothing, width)] if shown.nothing else []
    sections = (
        ("APPLIES NOW", _by_day(duty_days(shown.now, shown), width)),
        ("COMES", _by_day(duty_days(shown.later, shown), width)),
        ("ENDS, OR IS DUE", _ends(end_days(shown), width)),
        ("MAY APPLY: auditor show questions", _counted(counted_days(shown.may_apply, shown), width)),
        ("PROVIDERS HAVE NOT SHOWN", _counted(counted_days(shown.gaps, shown), width)),
    )
    for title, listed in sections:
        below = list(listed)
        lines += ["", title, *below] if below else []
    return wording.plain_spaces("\n".join(lines) + "\n")


def _by_day(days: Iterable[DutyDay], width: int) -> Iterator[str]:
    for day in days:
        yield f"{_INDENT}{day.when}"
        yield from _answers(day.answers, width)
        yield from _table(_DUTY, [_duty_row(line) for line in day.lines], width)


def _answers(told: Iterable[str], width: int) -> Iterator[str]:
    indent = 2 * _INDENT
    yield from (f"{indent}{line}" for one in told for line in wrapped(f"open: {one}", width - len(indent)))


def _duty_row(line: DutyLine) -> tuple[str, ...]:
    return f"{line.duty.title}\n{line.cited}", "\n".join(line.standing)


def _ends(days: Iterable[EndDay], width: int) -> Iterator[str]:
    for day in days:
        yield f"{_INDENT}{day.when}"
        yield from _table(_DUTY, [_end_row(end, whom) for end, whom in day.ends], width)


def _end_row(end: End, whom: str) -> tuple[str, ...]:
    return f"{wording.visible(end.title)}\n{end.locator}", f"{whom}\n{end.detail}"


def _counted(days: Iterable[CountedDay], width: int) -> Iterator[str]:
    for day in days:
        yield f"{_INDENT}{day.when}"
        yield from _table(_COUNTED, [(f"{day.counted}\n{day.cited}", day.names)], width)


def _table(columns: Sequence[Column], rows: Sequence[tuple[str, ...]], width: int) -> Iterator[str]:
    """Yield the lines of a table, below the day they are of."""
    indent = 2 * _INDENT
    yield from (f"{indent}{line}".rstrip() for line in table(columns, rows, width - len(indent)).splitlines())
