import pytest

from auditor.reports.agenda.calendar import calendar
from auditor.reports.terminal.calendar import calendar_text
from tests.builders.audit import an_audit
from tests.builders.dated import DESK, INTIMATE, SOON, an_incident, dated, of_rule, open_dated


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_calendar_keeps_to_the_width_and_says_the_same(width: int) -> None:
    text = calendar_text(calendar(dated()), width)
    assert all(len(line) <= width for line in text.splitlines())
    words = " ".join(text.split())
    for said in ("APPLIES NOW", "since 2 August 2026", "COMES", "2 December 2026, in 10 days", "MAY APPLY"):
        assert said in words
    assert "would fail for Emergency triage" in words


def test_a_calendar_goes_day_by_day_in_sections() -> None:
    lines = calendar_text(calendar(dated()), 100).splitlines()
    assert lines[0] == "Calendar of Example Clinic, law as of 22 November 2026"
    heads = [line.strip() for line in lines if line.startswith("  ") and not line.startswith("    ")]
    assert heads == [
        "since 2 February 2025",
        "since 2 August 2026",
        "2 December 2026, in 10 days",
        "2 August 2030, in 1 349 days",
        "22 December 2026, in 30 days",
        "2 August 2030, in 1 349 days",
        "since 2 August 2025",
    ]
    titles = [line for line in lines[1:] if line and not line.startswith(" ")]
    assert titles == [
        "APPLIES NOW",
        "COMES",
        "ENDS, OR IS DUE",
        "MAY APPLY: auditor show questions",
        "PROVIDERS HAVE NOT SHOWN",
    ]
    assert "    Art. 26(6) · 1 system · transition of Art. 111(2)" in lines


def test_a_calendar_with_nothing_in_it_says_why() -> None:
    text = calendar_text(calendar(an_audit()), 100)
    assert "No model was found and no system is declared" in " ".join(text.split())
    assert "APPLIES NOW" not in text


def test_what_is_due_names_whose_it_is_and_where_it_is_written() -> None:
    words = " ".join(calendar_text(calendar(an_incident()), 120).split())
    assert "4 December 2026, in 12 days" in words
    assert "Emergency triage" in words
    assert "incident:wrong-colour" in words


def test_the_law_of_another_day_is_marked() -> None:
    text = calendar_text(calendar(dated(as_of=SOON)), 120)
    assert text.splitlines()[1].startswith("Hypothetical: law as of 2 December 2026")


def test_a_rule_without_a_day_always_applied() -> None:
    audit = dated(findings=(of_rule(INTIMATE, DESK),), holding=(), evidence=())
    assert "  always" in calendar_text(calendar(audit), 100).splitlines()
    unsure = dated(findings=(of_rule(INTIMATE, DESK, owed=False),), holding=(), evidence=())
    assert "  from a day that is not known" in calendar_text(calendar(unsure), 100).splitlines()


def test_a_day_that_is_open_is_every_day_that_it_may_be_with_what_would_tell() -> None:
    words = " ".join(calendar_text(calendar(open_dated()), 120).split())
    assert (
        "COMES 2 December 2026 or 2 August 2030, in 10 days at the earliest "
        "open: day of its last significant change of design (auditor declare system) Logs are kept" in words
    )
    assert "not decided for Front desk Art. 5(1)(ba) · 2 systems would hold for Emergency triage" in words
    assert "since 2 August 2026, or only from 2 December 2026 1 duty" in words
    assert "2 December 2026 or 2 August 2030, or not at all, in 10 days at the earliest 1 duty" in words
