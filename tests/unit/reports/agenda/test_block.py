from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it has no types

from auditor.reports.agenda.block import calendar_block
from auditor.reports.agenda.calendar import calendar
from auditor.reports.document.calendar_shape import CalendarReport
from auditor.reports.document.schema import schema_of
from tests.builders.audit import a_run, an_audit
from tests.builders.dated import dated, open_dated


def test_a_calendar_fits_its_schema_recorded_or_not() -> None:
    for audit in (dated(), an_audit()):
        for run in (a_run(), None):
            block = calendar_block(calendar(audit), run)
            Draft202012Validator(schema_of(CalendarReport, block["schema"])).validate(block)


def test_a_calendar_says_who_when_and_how_long() -> None:
    block = calendar_block(calendar(dated()), a_run())
    assert (block["run"], block["organisation"], block["nothing"]) == ("audit-0037", "Example Clinic", None)
    intimate, logs = block["later"]
    assert (intimate["applies_from"], intimate["days_left"], intimate["n"]) == ("2026-12-02", 10, 21)
    assert intimate["concerned"][0] == {
        "id": "desk", "kind": "system", "name": "Front desk", "verdict": "unknown", "waived_until": None,
    }  # fmt: skip
    assert logs["transition"] == "Art. 111(2)"
    assert block["ends"][0]["days_left"] == 30
    assert calendar_block(calendar(an_audit()), None)["run"] is None


def test_a_day_that_is_open_has_every_day_and_what_would_tell() -> None:
    block = calendar_block(calendar(open_dated()), None)
    Draft202012Validator(schema_of(CalendarReport, block["schema"])).validate(block)
    intimate, logs = sorted(block["later"], key=lambda one: one["rule"])
    assert [(one["applies_from"], one["n"]) for one in (intimate, logs)] == [
        ("2026-12-02", 2),
        ("2026-12-02", 1),
    ]
    for duty in (intimate, logs):
        assert duty["open_day"] is not None
        assert duty["applies_from"] == "2026-12-02"
        assert duty["open_day"]["days"] == ["2026-12-02", "2030-08-02"]
        assert [one["name"] for one in duty["open_day"]["missing"]] == ["system.changed_design_on"]
    assert all(one["open_day"] is None for one in calendar_block(calendar(dated()), None)["later"])
