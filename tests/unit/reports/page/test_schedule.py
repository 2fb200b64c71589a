import pytest

from auditor.domain.audit import Audit
from auditor.reports.agenda.calendar import calendar
from auditor.reports.page.schedule import Schedule, schedule
from auditor.reports.terminal.calendar import calendar_text
from auditor.reports.wording import plain_spaces
from tests.builders.audit import empty, rich
from tests.builders.dated import open_dated


def _whens(shown: Schedule) -> list[str]:
    """Every day, in the order in which ``auditor show calendar`` prints its sections."""
    duties = [day.when for _, days in shown.duties for day in days]
    ends = [day.when for day in shown.ends]
    return [*duties, *ends, *(day.when for _, days in shown.counted for day in days)]


@pytest.mark.parametrize("audit", [rich(), open_dated(), empty()], ids=["rich", "open", "empty"])
def test_the_page_has_the_days_and_the_duties_of_the_calendar_that_is_shown(audit: Audit) -> None:
    shown = schedule(audit)
    printed = calendar_text(calendar(audit), 400).splitlines()
    days = [line.strip() for line in printed if line.startswith("  ") and not line.startswith("   ")]
    assert [plain_spaces(when) for when in _whens(shown)] == days
    for _, scheduled in shown.duties:
        for duty in (duty for day in scheduled for duty in day.duties):
            assert any(duty.line.duty.title in line for line in printed)
            assert any(plain_spaces(duty.line.standing[0]) in line for line in printed)


def test_what_comes_says_what_will_hold_and_why_the_rest_would_not() -> None:
    (_, _), (heading, days) = schedule(rich()).duties
    said = [
        (plain_spaces(day.when), duty.line.duty.rule, len(duty.groups)) for day in days for duty in day.duties
    ]
    assert heading == "Comes"
    assert said == [
        ("2 December 2026, in 10 days", "aia-5-1-ba", 1),
        ("2 December 2026, in 10 days", "aia-50-2-marking", 0),
        ("2 December 2027, in 375 days", "aia-26-6-logs", 1),
    ]
    assert days[0].duties[0].groups[0].first.rule == "aia-5-1-ba"


def test_what_a_provider_has_not_shown_stands_apart_from_what_the_organisation_owes() -> None:
    shown = schedule(rich())
    owed = {duty.line.duty.kind.value for _, days in shown.duties for day in days for duty in day.duties}
    assert owed == {"duty"}
    assert [(heading, len(days)) for heading, days in shown.counted] == [
        ("May apply, which the questions settle", 0),
        ("Providers have not shown", 1),
    ]


def test_a_day_that_is_open_says_what_would_tell() -> None:
    (_, _), (_, days) = schedule(open_dated()).duties
    assert [(plain_spaces(day.when), day.answers) for day in days] == [
        (
            "2 December 2026 or 2 August 2030, in 10 days at the earliest",
            days[0].answers,
        )
    ]
    assert "change of design" in days[0].answers[0]


def test_of_nothing_it_says_why() -> None:
    assert schedule(empty()).nothing.startswith("No model was found and no system is declared")
