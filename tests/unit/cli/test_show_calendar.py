import json

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it has no types

from auditor.pipeline import recording
from auditor.reports.agenda.block import calendar_block
from auditor.reports.agenda.calendar import calendar
from auditor.reports.document.calendar_shape import SCHEMA, CalendarReport
from auditor.reports.document.schema import schema_of
from auditor.settings import load
from tests.unit.cli.conftest import Cli, refusal


def test_the_calendar_is_that_of_the_newest_audit(record: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    ended = record("show", "calendar")
    assert ended.code == 0
    assert ended.out.startswith("Calendar of ")
    assert "APPLIES NOW" in ended.out
    assert ended.err.startswith("audit ")


def test_the_calendar_as_json_fits_its_schema(record: Cli) -> None:
    ended = record("show", "calendar", "--json", "--quiet")
    audit, run = recording.load(load())
    shown = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert shown == json.loads(json.dumps(calendar_block(calendar(audit), run)))
    Draft202012Validator(schema_of(CalendarReport, SCHEMA)).validate(shown)


def test_another_day_is_judged_for_the_calendar_alone(record: Cli) -> None:
    before = record("show", "runs").out
    ended = record("show", "calendar", "--as-of", "2025-02-03", "--json")
    shown = json.loads(ended.out)
    assert (ended.code, shown["as_of"], shown["run"]) == (0, "2025-02-03", None)
    assert ended.err == "judged now from the newest scans, law as of 2025-02-03, not recorded\n"
    # What the law asked later is still to come on that day.
    assert {one["applies_from"] for one in shown["now"]} <= {"2025-02-02", None}
    assert record("show", "runs").out == before


def test_a_day_and_a_run_are_not_given_together(record: Cli) -> None:
    assert record("show", "calendar", "--as-of", "2027-12-02", "--run", "latest") == refusal(
        "auditor show calendar: --as-of judges the newest scans, and --run names an audit: give one of them",
        "See auditor show calendar --help.",
    )


def test_without_a_scan_there_is_nothing_to_judge(cli: Cli) -> None:
    ended = cli("show", "calendar", "--as-of", "2027-12-02")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: ")
