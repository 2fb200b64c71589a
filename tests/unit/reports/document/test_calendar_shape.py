from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it has no types

from auditor.reports.document.calendar_shape import SCHEMA, CalendarReport, EndBlock
from auditor.reports.document.schema import schema_of

END: EndBlock = {
    "what": "evidence",
    "day": "2026-12-02",
    "days_left": 10,
    "title": "evidence ends",
    "subjects": [],
    "detail": "Renew it.",
    "locator": "clinic.yaml:9",
}
CALENDAR: CalendarReport = {
    "schema": "auditor/calendar/1",
    "as_of": "2026-11-22",
    "run": None,
    "recorded_at": None,
    "organisation": "Example Clinic",
    "now": [],
    "later": [],
    "may_apply": [],
    "vendor_gaps": [],
    "ends": [END],
    "nothing": None,
}
VALIDATOR = Draft202012Validator(schema_of(CalendarReport, SCHEMA))


def test_a_calendar_may_be_one_that_nothing_recorded() -> None:
    assert VALIDATOR.is_valid(CALENDAR)
    assert not VALIDATOR.is_valid({**CALENDAR, "as_of": None})
    assert not VALIDATOR.is_valid({**CALENDAR, "schema": "auditor/calendar/2"})


def test_a_day_that_ends_says_how_long_that_is() -> None:
    assert not VALIDATOR.is_valid({**CALENDAR, "ends": [{**END, "days_left": "soon"}]})
    assert not VALIDATOR.is_valid({**CALENDAR, "ends": [{"day": "2026-12-02"}]})
