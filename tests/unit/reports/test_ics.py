from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.audit import Audit
from auditor.domain.finding import Verdict
from auditor.reports.ics import IcsReport
from tests.builders.audit import HOSTILE_NAMES, STARTED, a_run, an_audit
from tests.builders.dated import BACKSTOP, DESK, INTIMATE, LOGS, SOON, an_incident, dated, of_rule, open_dated

# RFC 5545, section 3.1: lines of content should not be longer, without the line break.
LONGEST_LINE_BYTES = 75


def rendered(audit: Audit, **run: object) -> bytes:
    return IcsReport().render(audit, a_run(**run))


def parsed(audit: Audit) -> icalendar.Calendar:
    found = icalendar.Calendar.from_ical(rendered(audit))
    assert isinstance(found, icalendar.Calendar)
    return found


def events(audit: Audit) -> list[icalendar.Event]:
    return [one for one in parsed(audit).walk("VEVENT") if isinstance(one, icalendar.Event)]


def test_each_day_to_come_is_one_all_day_event_and_what_applies_already_is_none() -> None:
    found = [(one.decoded("dtstart"), one.decoded("dtend"), str(one["summary"])) for one in events(dated())]
    assert [(start, end - start) for start, end, _ in found] == [
        (SOON, timedelta(days=1)),
        (BACKSTOP, timedelta(days=1)),
        (BACKSTOP, timedelta(days=1)),
        (date(2026, 12, 22), timedelta(days=1)),
    ]
    assert [summary for _, _, summary in found] == [
        "Art. 5(1)(ba) No intimate material (21 systems)",
        "Art. 26(6) Logs are kept (1 system)",
        "may apply: Art. 26(6) Logs are kept (1 system)",
        "Evidence of literacy ends",
    ]


def test_several_duties_of_a_day_are_one_event_that_names_each() -> None:
    both = tuple(
        of_rule(rule, DESK, verdict=Verdict.UNKNOWN, upcoming=True, applies_from=SOON)
        for rule in (INTIMATE, LOGS)
    )
    (event,) = events(dated(findings=both, holding=(), evidence=()))
    assert str(event["summary"]) == "AI Act: 2 duties for Front desk"
    text = str(event["description"])
    assert "Art. 5(1)(ba) No intimate material: not decided for Front desk." in text
    assert "To do: Remedy of logs." in text


def test_an_event_says_for_whom_what_to_do_and_why_then() -> None:
    text = str(events(dated())[1]["description"])
    assert "would fail for Emergency triage." in text
    assert "To do: Remedy of logs." in text
    assert "For what was there before, by Art. 111(2); rule logs." in text


def test_the_same_record_is_the_same_file_stamped_with_the_time_of_the_record() -> None:
    assert rendered(dated()) == rendered(dated())
    assert {one.decoded("dtstamp") for one in events(dated())} == {STARTED}
    later = rendered(dated(), started_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    assert later != rendered(dated())


def test_an_event_keeps_its_id_from_audit_to_audit_and_has_it_alone() -> None:
    uids = [str(one["uid"]) for one in events(dated())]
    assert len(set(uids)) == len(uids)
    answered = dated(findings=tuple(f for f in dated().findings if f.subject_id != DESK.id))
    assert {str(one["uid"]) for one in events(answered)} < set(uids)
    elsewhere = replace(dated(), organisation=replace(dated().organisation, name="Another clinic"))
    assert not {str(one["uid"]) for one in events(elsewhere)} & set(uids)


def test_what_is_renewed_moves_and_stays_the_same_event() -> None:
    (record,) = dated().evidence
    later = replace(record, valid_until=date(2027, 12, 22), locator="clinic.yaml:70")
    before, after = (events(dated(evidence=(one,)))[-1] for one in (record, later))
    assert before["uid"] == after["uid"]
    assert after.decoded("dtstart") == date(2027, 12, 22)
    twice = [str(one["uid"]) for one in events(dated(evidence=(record, later)))]
    assert len(set(twice)) == len(twice)


def test_a_calendar_warns_a_month_before() -> None:
    alarms = [alarm for one in events(dated()) for alarm in one.walk("VALARM")]
    assert len(alarms) == 4
    assert {alarm.decoded("trigger") for alarm in alarms} == {timedelta(days=-30)}


def test_the_last_day_to_report_an_incident_is_an_event() -> None:
    (event,) = events(an_incident())
    assert str(event["summary"]) == "Last day to report a serious incident: wrong colour shown"
    assert event.decoded("dtstart") == date(2026, 12, 4)


def test_a_calendar_without_events_is_a_valid_one_that_says_why() -> None:
    found = parsed(an_audit())
    assert found.walk("VEVENT") == []
    (entry,) = found.walk("VJOURNAL")
    assert str(entry["description"]).startswith("No model was found and no system is declared")
    assert "Nothing is to come." in str(found["description"])


def test_the_law_of_another_day_is_marked_in_every_event() -> None:
    audit = dated(as_of=date(2026, 11, 30))
    assert all(str(one["description"]).startswith("Hypothetical") for one in events(audit))
    assert str(parsed(audit)["description"]).startswith("Hypothetical")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_is_text_and_adds_no_line(name: str) -> None:
    hostile = replace(DESK, name=name)
    findings = (of_rule(INTIMATE, hostile, upcoming=True, applies_from=SOON),)
    audit = dated(systems=(hostile,), findings=findings, holding=(), evidence=())
    assert len(events(audit)) == 1
    assert rendered(audit).count(b"BEGIN:VEVENT") == 1


@given(st.text(max_size=400))
def test_lines_keep_to_their_length_and_text_comes_back_as_it_was(text: str) -> None:
    plain = "".join(one for one in text if one.isprintable() and one != "\\").strip() or "x"
    audit = dated(
        findings=(of_rule(INTIMATE, DESK, upcoming=True, applies_from=SOON, remedy=f"Do: {plain}!"),),
        holding=(),
        evidence=(),
    )
    written = rendered(audit)
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= LONGEST_LINE_BYTES for line in written.split(b"\r\n"))
    (event,) = events(audit)
    shown = plain.replace("\u00a0", " ").replace("\u202f", " ")
    assert f"To do: Do: {shown}!" in str(event["description"])


def test_what_comes_on_a_day_that_is_not_known_is_on_no_page_and_stops_none() -> None:
    found = tuple(
        of_rule(rule, DESK, verdict=Verdict.UNKNOWN, upcoming=True, applies_from=day)
        for rule, day in ((INTIMATE, SOON), (LOGS, None))
    )
    (event,) = events(dated(findings=found, holding=(), evidence=()))
    assert "No intimate material" in str(event["summary"])


def test_an_event_on_a_day_that_is_open_says_every_day_and_what_would_tell() -> None:
    (event,) = events(open_dated())
    assert event.decoded("dtstart") == SOON
    assert str(event["summary"]) == (
        "from 2 December 2026 or 2 August 2030: AI Act: 2 duties for Emergency triage, Front desk"
    )
    text = str(event["description"])
    assert "Applies from 2 December 2026 or 2 August 2030: which of them is open." in text
    assert "not known: day of its last significant change of design (auditor declare system)." in text
    (certain,) = events(dated(findings=open_dated().findings[:0], evidence=()))
    assert certain["uid"] != event["uid"]
