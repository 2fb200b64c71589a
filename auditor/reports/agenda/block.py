"""The calendar as JSON."""

from auditor.domain.audit import Run
from auditor.reports.agenda.calendar import Calendar
from auditor.reports.agenda.duties import DutyDate
from auditor.reports.agenda.ends import End
from auditor.reports.document.authority_blocks import legal_block
from auditor.reports.document.calendar_shape import SCHEMA, CalendarReport, DutyDateBlock, EndBlock
from auditor.reports.document.finding_blocks import open_day_block
from auditor.reports.wording import plain_spaces


def calendar_block(shown: Calendar, run: Run | None) -> CalendarReport:
    """Return a calendar as JSON.

    Args:
        shown: The calendar.
        run: The run that recorded its audit; ``None`` where nothing was recorded.
    """
    return {
        "schema": SCHEMA,
        "as_of": shown.as_of.isoformat(),
        "run": run.id if run else None,
        "recorded_at": run.started_at.isoformat() if run else None,
        "organisation": shown.who,
        "now": [_duty(one, shown) for one in shown.now],
        "later": [_duty(one, shown) for one in shown.later],
        "may_apply": [_duty(one, shown) for one in shown.may_apply],
        "vendor_gaps": [_duty(one, shown) for one in shown.gaps],
        "ends": [_end(one, shown) for one in shown.ends],
        "nothing": shown.nothing or None,
    }


def _duty(duty: DutyDate, shown: Calendar) -> DutyDateBlock:
    return {
        "rule": duty.rule,
        "kind": duty.kind.value,
        "title": duty.title,
        "legal": legal_block(duty.legal),
        "applies_from": duty.day.isoformat() if duty.day else None,
        "days_left": shown.days_left(duty.day) if duty.day else None,
        "open_day": open_day_block(duty.open_day),
        "upcoming": duty.is_upcoming,
        "owed": "yes" if duty.is_owed else "unknown",
        "n": duty.n,
        "concerned": [
            {
                "id": one.id,
                "kind": one.kind.value,
                "name": one.name,
                "verdict": one.verdict.value,
                "waived_until": one.waived_until.isoformat() if one.waived_until else None,
            }
            for one in duty.concerned
        ],
        "remedies": list(duty.remedies),
        "note": duty.note,
        "transition": plain_spaces(duty.transition) or None,
    }


def _end(end: End, shown: Calendar) -> EndBlock:
    return {
        "what": end.what,
        "day": end.day.isoformat(),
        "days_left": shown.days_left(end.day),
        "title": end.title,
        "subjects": list(end.subject_ids),
        "detail": end.detail,
        "locator": end.locator,
    }
