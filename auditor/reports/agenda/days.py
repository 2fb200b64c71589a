"""The calendar day by day, in words: alike in the terminal, on the page and in the dossier."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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

_MOST_ARTICLES: Final = 12


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as a line below its day.

    Attributes:
        duty: The duty.
        cited: Its article, what is to be confirmed of it, how many it concerns, and what puts it off.
        standing: For whom it fails, is not decided and holds, a phrase each.
    """

    duty: DutyDate
    cited: str
    standing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyDay:
    """A day from which duties apply.

    Attributes:
        when: The day and how far it is off; every day that it may be, where that is open.
        answers: What would tell which day it is, where that is open.
        lines: The duties.
    """

    when: str
    answers: tuple[str, ...]
    lines: tuple[DutyLine, ...]


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day from which duties may apply, or are a provider's.

    Attributes:
        when: The day, as in `DutyDay`; or that it is not known.
        counted: How many duties.
        cited: Their articles, the first of them.
        names: Whom they may concern.
    """

    when: str
    counted: str
    cited: str
    names: str


@dataclass(frozen=True, slots=True)
class EndDay:
    """A day on which something ends, or is due.

    Attributes:
        when: The day and how far it is off.
        ends: What ends or is due, and whom it concerns.
    """

    when: str
    ends: tuple[tuple[End, str], ...]


def duty_days(duties: Iterable[DutyDate], shown: Calendar) -> Iterator[DutyDay]:
    """Yield duties by the day they apply from."""
    for _, group in groupby(duties, key=_days):
        together = tuple(group)
        told = (one for duty in together if duty.open_day for one in what_answers(duty.open_day))
        lines = tuple(DutyLine(duty, _cited(duty), standing(duty)) for duty in together)
        yield DutyDay(_whenever(together[0], shown), tuple(dict.fromkeys(told)), lines)


def counted_days(duties: Iterable[DutyDate], shown: Calendar) -> Iterator[CountedDay]:
    """Yield for each day how many rules, which articles, and whom they may concern."""
    for (day, _), group in groupby(duties, key=_days):
        together = list(group)
        open_ = [one for duty in together for one in duty.concerned if one.verdict is not Verdict.PASS]
        articles = list(dict.fromkeys(duty.article for duty in together))
        n_more = len(articles) - _MOST_ARTICLES
        # A duty without a day has always applied; whether one that may apply has a day may be what is open.
        is_told = day is not None or together[0].open_day is not None
        yield CountedDay(
            when=_whenever(together[0], shown) if is_told else "from a day that is not known",
            counted=wording.counted(len({duty.rule for duty in together}), "duty", "duties"),
            cited=", ".join(articles[:_MOST_ARTICLES]) + (f" and {n_more} more" if n_more > 0 else ""),
            names=some(tuple(dict.fromkeys(one.name for one in open_))),
        )


def end_days(shown: Calendar) -> Iterator[EndDay]:
    """Yield what ends, or is due, by its day."""
    for day, group in groupby(shown.ends, key=lambda one: one.day):
        # What names no subject is about the organisation as a whole.
        told = ((end, some(end.subjects) if end.subjects else "the organisation") for end in group)
        yield EndDay(_when(day, shown), tuple(told))


def _days(duty: DutyDate) -> tuple[date | None, tuple[date, ...]]:
    return duty.day, duty.open_day.days if duty.open_day else ()


def _cited(duty: DutyDate) -> str:
    parts = (
        duty.article,
        "to be confirmed" if duty.legal.to_be_confirmed else "",
        duty.counted,
        f"transition of {duty.transition}" if duty.transition else "",
    )
    return " · ".join(part for part in parts if part)


def _whenever(duty: DutyDate, shown: Calendar) -> str:
    """Return the day a duty applies from; every one that it may be, where that is open."""
    open_day = duty.open_day
    if open_day is None:
        return _when(duty.day, shown)
    n_days = shown.days_left(open_day.days[0])
    if n_days > 0:
        return f"{either_day(open_day, wording.day)}, {wording.days_left(n_days)} at the earliest"
    later = replace(open_day, days=open_day.days[1:])
    since = f"since {wording.day(open_day.days[0])}"
    return f"{since}, or only from {either_day(later, wording.day)}" if later.days else since


def _when(day: date | None, shown: Calendar) -> str:
    """Return a day and how far it is off; of what applies already, the day alone."""
    if day is None:
        return "always"
    n_days = shown.days_left(day)
    return f"since {wording.day(day)}" if n_days < 0 else f"{wording.day(day)}, {wording.days_left(n_days)}"
