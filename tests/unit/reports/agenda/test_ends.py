from dataclasses import replace
from datetime import date, timedelta

import pytest

from auditor.domain.evidence import EvidenceState
from auditor.reports.agenda.ends import ends
from tests.builders.audit import TODAY, an_audit
from tests.builders.dated import CLINIC, DESK, SOON, a_proof, a_waiver, an_incident, dated, said

MONTH = TODAY + timedelta(days=30)


def test_evidence_that_proves_something_ends_with_whom_it_serves() -> None:
    (end,) = ends(dated())
    assert (end.what, end.day, end.title) == ("evidence", MONTH, "evidence of literacy ends")
    assert (end.subject_ids, end.subjects) == ((CLINIC.id,), (CLINIC.name,))
    assert end.locator == "clinic.yaml:9"


@pytest.mark.parametrize("state", [EvidenceState.ALTERED, EvidenceState.ABSENT, EvidenceState.EXPIRED])
def test_what_proves_nothing_does_not_end(state: EvidenceState) -> None:
    assert ends(dated(evidence=(a_proof("literacy", "clinic.yaml:9", DESK.id, state=state),))) == ()


def test_evidence_of_nobody_and_evidence_without_an_end_have_no_day() -> None:
    assert ends(dated(evidence=(a_proof("literacy", "clinic.yaml:9"),))) == ()
    endless = replace(a_proof("literacy", "clinic.yaml:9", DESK.id), valid_until=None)
    assert ends(dated(evidence=(endless,))) == ()


def test_a_waiver_that_sets_something_aside_ends() -> None:
    declared = (said("waiver", "clinic.yaml:30", SOON, rule="disclosure"),)
    audit = dated(evidence=(), declared=declared, waivers=(a_waiver(DESK.id), a_waiver()))
    (end,) = ends(audit)
    assert (end.what, end.day, end.title) == ("waiver", SOON, "waiver of disclosure ends (SEC-12)")
    assert end.subjects == (DESK.name,)


def test_an_entry_that_holds_ends_on_its_last_day_and_one_that_is_over_is_no_day_to_come() -> None:
    declared = (
        said("system", "a.yaml:1", SOON, id="triage"),
        said("organisation", "a.yaml:2", TODAY),
        said("accept-coverage", "a.yaml:3", TODAY - timedelta(days=1)),
        said("system", "a.yaml:4", id="desk"),
    )
    assert [(one.day, one.title) for one in ends(an_audit(declared=declared))] == [
        (TODAY, "what A. Officer declares ends: organisation"),
        (SOON, "what A. Officer declares ends: system triage"),
    ]


@pytest.mark.parametrize(
    ("category", "days"), [("default", 15), ("death", 10), ("widespread_or_critical_infra", 2)]
)
def test_a_serious_incident_is_reported_within_the_days_of_its_kind(category: str, days: int) -> None:
    (end,) = ends(an_incident(days_ago=1, category=category))
    assert (end.what, end.day) == ("incident report", TODAY + timedelta(days=days - 1))
    assert end.subjects == ("Emergency triage",)
    assert "shortest" not in end.detail


def test_an_incident_of_no_declared_kind_has_the_shortest_time() -> None:
    (end,) = ends(an_incident(days_ago=0, category=None))
    assert end.day == TODAY + timedelta(days=2)
    assert "shortest of the time limits" in end.detail


def test_what_is_reported_or_late_or_nobody_s_duty_has_no_day_to_come() -> None:
    assert ends(an_incident(reported=True)) == ()
    assert ends(an_incident(days_ago=16)) == ()
    assert len(ends(an_incident(days_ago=15))) == 1
    assert ends(replace(an_incident(), findings=())) == ()
    assert ends(replace(an_incident(), law=())) == ()


def test_a_duty_to_report_that_is_still_to_come_says_from_when() -> None:
    audit = an_incident()
    later = replace(audit.findings[0], upcoming=True, applies_from=date(2027, 12, 2))
    (end,) = ends(replace(audit, findings=(later,)))
    assert "applies from 2 December 2027" in end.detail.replace("\u00a0", " ")
