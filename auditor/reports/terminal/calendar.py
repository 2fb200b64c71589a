"""``auditor show calendar``: what applies now, what comes when, and what ends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Final

from auditor.domain.finding import Verdict
from auditor.domain.open_days import either_day, what_answers
from auditor.reports import wording
from auditor.reports.agenda.calendar import Calendar
from auditor.reports.agenda.duties import DutyDate
from auditor.reports.agenda.ends import End
from auditor.reports.agenda.wording import some, standing
from auditor.reports.terminal.tables import Column, table, wrapped

_INDENT: Final = "  "
_MOST_ARTICLES: Final = 12
_DUTY: Final = (Column("", least=30, is_title=True), Column("", least=30))
_COUNTED: Final = (Column("", least=20, is_title=True), Column("", least=30))


def calendar_text(shown: Calendar, width: int) -> str:
    """Return the calendar, section by section and day by day; sections with nothing in them are left out."""
    head = [f"Calendar of {wording.visible(shown.who)}, law as of {wording.day(shown.as_of)}"]
    head += [shown.hypothetical] if shown.hypothetical else []
    lines = [line for one in head for line in wrapped(one, width)]
    lines += ["", *wrapped(shown.nothing, width)] if shown.nothing else []
    sections = (
        ("APPLIES NOW", _by_day(shown.now, shown, width)),
        ("COMES", _by_day(shown.later, shown, width)),
        ("ENDS, OR IS DUE", _ends(shown, width)),
        ("MAY APPLY: auditor show questions", _counted(shown.may_apply, shown, width)),
        ("PROVIDERS HAVE NOT SHOWN", _counted(shown.gaps, shown, width)),
    )
    for title, listed in sections:
        below = list(listed)
        lines += ["", title, *below] if below else []
    return wording.plain_spaces("\n".join(lines) + "\n")


def _by_day(duties: Iterable[DutyDate], shown: Calendar, width: int) -> Iterator[str]:
    for _, group in groupby(duties, key=_days):
        together = list(group)
        yield _whenever(together[0], shown)
        yield from _answers(together, width)
        yield from _table(_DUTY, [_duty_row(one) for one in together], width)


def _days(duty: DutyDate) -> tuple[date | None, tuple[date, ...]]:
    return duty.day, duty.open_day.days if duty.open_day else ()


def _answers(duties: Sequence[DutyDate], width: int) -> Iterator[str]:
    """Yield what would tell from which day duties apply, where that is open."""
    told = dict.fromkeys(one for duty in duties if duty.open_day for one in what_answers(duty.open_day))
    indent = 2 * _INDENT
    yield from (f"{indent}{line}" for one in told for line in wrapped(f"open: {one}", width - len(indent)))


def _duty_row(duty: DutyDate) -> tuple[str, ...]:
    parts = (
        duty.article,
        "to be confirmed" if duty.legal.to_be_confirmed else "",
        duty.counted,
        f"transition of {duty.transition}" if duty.transition else "",
    )
    below = " · ".join(part for part in parts if part)
    return f"{duty.title}\n{below}", "\n".join(standing(duty))


def _ends(shown: Calendar, width: int) -> Iterator[str]:
    for day, group in groupby(shown.ends, key=lambda one: one.day):
        yield _when(day, shown)
        yield from _table(_DUTY, [_end_row(one) for one in group], width)


def _end_row(end: End) -> tuple[str, ...]:
    # What names no subject is about the organisation as a whole.
    whom = some(end.subjects) if end.subjects else "the organisation"
    return f"{wording.visible(end.title)}\n{end.locator}", f"{whom}\n{end.detail}"


def _counted(duties: Iterable[DutyDate], shown: Calendar, width: int) -> Iterator[str]:
    """Yield for each day how many rules, which articles, and whom they may concern."""
    for (day, _), group in groupby(duties, key=_days):
        together = list(group)
        open_ = [one for duty in together for one in duty.concerned if one.verdict is not Verdict.PASS]
        names = tuple(dict.fromkeys(one.name for one in open_))
        articles = list(dict.fromkeys(duty.article for duty in together))
        n_more = len(articles) - _MOST_ARTICLES
        cited = ", ".join(articles[:_MOST_ARTICLES]) + (f" and {n_more} more" if n_more > 0 else "")
        rules = wording.counted(len({duty.rule for duty in together}), "duty", "duties")
        # A duty without a day has always applied; whether one that may apply has a day may be what is open.
        is_told = day is not None or together[0].open_day is not None
        yield _whenever(together[0], shown) if is_told else f"{_INDENT}from a day that is not known"
        yield from _table(_COUNTED, [(f"{rules}\n{cited}", some(names))], width)


def _whenever(duty: DutyDate, shown: Calendar) -> str:
    """Return the day a duty applies from; every one that it may be, where that is open."""
    open_day = duty.open_day
    if open_day is None:
        return _when(duty.day, shown)
    n_days = shown.days_left(open_day.days[0])
    if n_days > 0:
        return f"{_INDENT}{either_day(open_day, wording.day)}, {wording.days_left(n_days)} at the earliest"
    later = replace(open_day, days=open_day.days[1:])
    since = f"{_INDENT}since {wording.day(open_day.days[0])}"
    return f"{since}, or only from {either_day(later, wording.day)}" if later.days else since


def _when(day: date | None, shown: Calendar) -> str:
    """Return a day and how far it is off; of what applies already, the day alone."""
    if day is None:
        return f"{_INDENT}always"
    n_days = shown.days_left(day)
    return f"{_INDENT}since {wording.day(day)}" if n_days < 0 else _to_come(day, n_days)


def _to_come(day: date, n_days: int) -> str:
    return f"{_INDENT}{wording.day(day)}, {wording.days_left(n_days)}"


def _table(columns: Sequence[Column], rows: Sequence[tuple[str, ...]], width: int) -> Iterator[str]:
    """Yield the lines of a table, below the day they are of."""
    indent = 2 * _INDENT
    yield from (f"{indent}{line}".rstrip() for line in table(columns, rows, width - len(indent)).splitlines())
