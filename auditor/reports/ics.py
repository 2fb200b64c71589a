"""The days to come of an audit as iCalendar: all-day events that calendars of mail and groupware open.

The same record gives the same bytes: the time stamp is that of the run, and an event's id follows from what
it is about. What applies already is no event; what comes on one day is one, and each day that ends another.

Source:
    RFC 5545 (iCalendar), RFC 7986 (NAME, DESCRIPTION of a calendar).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from auditor.domain.audit import Audit, Run
from auditor.domain.open_days import either_day, what_answers
from auditor.reports import wording
from auditor.reports.agenda.calendar import Calendar, calendar
from auditor.reports.agenda.duties import DutyDate
from auditor.reports.agenda.wording import some, standing

if TYPE_CHECKING:
    import icalendar

# A month is time enough to act on what the law asks; what a calendar has no room for is in the report.
_ALARM_DAYS: Final = 30
_MOST_NAMED: Final = 20
_MOST_IN_TITLE: Final = 3
_LONGEST_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class IcsReport:
    """Upcoming duties and days that end, one event each."""

    name: str = "ics"
    suffix: str = ".ics"

    def render(self, audit: Audit, run: Run) -> bytes:
        """See `ReportFormat.render`."""
        import icalendar

        shown = calendar(audit)
        events: list[icalendar.Component] = [*_duty_events(shown, run), *_end_events(shown, run)]
        whole = icalendar.Calendar()
        whole.add("prodid", f"-//auditor//{run.tool}//EN")
        whole.add("version", "2.0")
        whole.add("method", "PUBLISH")
        title = f"AI duties of {_plain(shown.who)}"
        for name in ("name", "x-wr-calname"):
            whole.add(name, title)
        whole.add("description", _description(shown, run, len(events)))
        for event in events or [_nothing(shown, run)]:
            whole.add_component(event)
        written: bytes = whole.to_ical()
        return written


def _description(shown: Calendar, run: Run, n_events: int) -> str:
    parts = (
        shown.hypothetical,
        f"Audit {run.id[:12]}, law as of {wording.day(shown.as_of)}.",
        "" if n_events else f"Nothing is to come. {shown.nothing}",
    )
    return _plain(" ".join(part for part in parts if part))


def _duty_events(shown: Calendar, run: Run) -> Iterator["icalendar.Event"]:
    # What comes on a day that nobody can tell stands in `auditor show calendar`, and on no page of a diary.
    upcoming_if_owed = [one for one in shown.may_apply if one.is_upcoming]
    for duties, may in ((shown.later, ""), (upcoming_if_owed, "may apply: ")):
        for (day, days), group in groupby(duties, key=_days):
            if day is None:
                continue
            together = list(group)
            open_day, whenever = together[0].open_day, tuple(_whenever(together))
            body = (shown.hypothetical, *whenever, *(line for duty in together for line in _said_of(duty)))
            begins = f"{may}from {either_day(open_day, wording.day)}: " if open_day else may
            key = ("duties", *(str(one) for one in days or (day,)), may)
            yield _event(day, f"{begins}{_title(together)}", body, key, shown, run)


def _days(duty: DutyDate) -> tuple[date | None, tuple[date, ...]]:
    return duty.day, duty.open_day.days if duty.open_day else ()


def _whenever(duties: Sequence[DutyDate]) -> Iterator[str]:
    """Yield that it is open from which day they apply, and what would tell; nothing where that is known."""
    open_days = [duty.open_day for duty in duties if duty.open_day]
    if open_days:
        yield f"Applies from {either_day(open_days[0], wording.day)}: which of them is open."
        told = dict.fromkeys(one for open_day in open_days for one in what_answers(open_day))
        yield from (f"  As long as it is not known: {one}." for one in told)


def _title(duties: Sequence[DutyDate]) -> str:
    """Return what applies from a day: the duty where it is one, else how many there are, and for whom."""
    if len(duties) == 1:
        return f"{duties[0].article} {duties[0].title} ({duties[0].counted})"
    names = tuple(dict.fromkeys(one.name for duty in duties for one in duty.concerned))
    return f"AI Act: {wording.counted(len(duties), 'duty', 'duties')} for {some(names, _MOST_IN_TITLE)}"


def _said_of(duty: DutyDate) -> Iterator[str]:
    yield f"{duty.article} {duty.title}: {'; '.join(standing(duty, _MOST_NAMED))}."
    yield from (f"  To do: {remedy}" for remedy in duty.remedies)
    put_off = f"for what was there before, by {duty.transition}" if duty.transition else ""
    unsure = "to be confirmed, the source is secondary" if duty.legal.to_be_confirmed else ""
    also = "; ".join(part for part in (put_off, duty.note, unsure, f"rule {duty.rule}") if part)
    yield f"  {also[:1].upper()}{also[1:]}."


def _end_events(shown: Calendar, run: Run) -> Iterator["icalendar.Event"]:
    seen: Counter[tuple[str, ...]] = Counter()
    for end in shown.ends:
        whom = some(end.subjects, _MOST_NAMED) if end.subjects else "the organisation"
        body = (shown.hypothetical, end.detail, f"For: {whom}.", f"Written in: {end.locator}")
        # Neither the day nor the line it is written in: what is renewed moves, and stays the same event.
        key = (end.what, end.title, *end.subject_ids)
        seen[key] += 1
        key = (*key, str(seen[key])) if seen[key] > 1 else key
        yield _event(end.day, f"{end.title[:1].upper()}{end.title[1:]}", body, key, shown, run)


def _event(
    day: date, title: str, body: tuple[str, ...], key: tuple[str, ...], shown: Calendar, run: Run
) -> "icalendar.Event":
    import icalendar

    event = icalendar.Event()
    _identify(event, key, shown, run)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", wording.clipped(_plain(title), _LONGEST_TITLE))
    event.add("description", "\n".join(_plain(part) for part in body if part))
    event.add("categories", [key[0]])
    # Nobody is busy on the day a duty begins.
    event.add("transp", "TRANSPARENT")
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", wording.clipped(_plain(title), _LONGEST_TITLE))
    alarm.add("trigger", timedelta(days=-_ALARM_DAYS))
    event.add_component(alarm)
    return event


def _nothing(shown: Calendar, run: Run) -> "icalendar.Journal":
    """Return the entry of a calendar without events: RFC 5545, section 3.6, wants one component at least."""
    import icalendar

    entry = icalendar.Journal()
    _identify(entry, ("nothing",), shown, run)
    entry.add("dtstart", shown.as_of)
    entry.add("summary", "Nothing is to come")
    entry.add("description", _plain(shown.nothing or "Everything that applies applies already."))
    return entry


def _identify(
    component: "icalendar.Event | icalendar.Journal", key: tuple[str, ...], shown: Calendar, run: Run
) -> None:
    named = "/".join(("auditor:calendar", shown.who, *key))
    component.add("uid", f"{uuid5(NAMESPACE_URL, wording.encodable(named))}@auditor")
    component.add("dtstamp", run.started_at)


def _plain(text: str) -> str:
    """Return text in one line that cannot steer who reads it, with spaces that every calendar draws."""
    return wording.plain_spaces(wording.visible(wording.encodable(text)))
