from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.declarations.problem import BindingProblem
from auditor.domain.declared import Declaration
from auditor.domain.fact import Claim, Confidence, Silence, Statement
from auditor.domain.subject import Incident
from tests.builders.declarations import TODAY, a_system, an_incident, bound

BY = "A. Officer on 1 November 2026"
AWARE = date(2026, 11, 10)
LEFT_OUT = f"the declaration of incident 'INC-1' by {BY} does not say"


def facts(
    *entries: Declaration, subject: str = "incident:INC-1", as_of: date = TODAY
) -> dict[str, Statement]:
    return {one.fact: one for one in bound(a_system(), *entries, as_of=as_of).claims[subject]}


def told(statement: Statement) -> tuple[object, str | None]:
    if isinstance(statement, Silence):
        assert statement.unknown.how == "auditor declare incident"
        return "unknown", statement.unknown.reason
    return statement.value, statement.citation


@pytest.mark.parametrize(
    ("fields", "reported", "days"),
    [
        (
            {"aware_on": AWARE, "reported_on": date(2026, 11, 20)},
            (True, f"reported on 20 November 2026, as {BY} declared"),
            (10, f"known since 10 November 2026 and reported on 20 November 2026, as {BY} declared"),
        ),
        (
            {"aware_on": AWARE, "reported_on": None},
            ("unknown", f"not reported by 22 November 2026, as {BY} declared"),
            (12, f"known since 10 November 2026 and not reported by 22 November 2026, as {BY} declared"),
        ),
        # A report to come is none yet.
        (
            {"aware_on": AWARE, "reported_on": date(2026, 11, 23)},
            ("unknown", f"not reported by 22 November 2026, as {BY} declared"),
            (12, f"known since 10 November 2026 and not reported by 22 November 2026, as {BY} declared"),
        ),
        (
            {"reported_on": date(2026, 11, 20)},
            (True, f"reported on 20 November 2026, as {BY} declared"),
            ("unknown", LEFT_OUT),
        ),
        ({"aware_on": AWARE}, ("unknown", LEFT_OUT), ("unknown", LEFT_OUT)),
        (
            {"aware_on": date(2026, 11, 23), "reported_on": None},
            ("unknown", f"not reported by 22 November 2026, as {BY} declared"),
            ("unknown", f"known only on 23 November 2026, as {BY} declared"),
        ),
    ],
)
def test_the_days_run_from_awareness_to_the_report(
    fields: dict[str, Any], reported: tuple[object, str], days: tuple[object, str]
) -> None:
    found = facts(an_incident(**fields))
    assert told(found["incident.reported"]) == reported
    assert told(found["incident.reported_after_days"]) == days


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_days_are_those_between_the_two(n_before: int, n_days: int) -> None:
    reported = TODAY - timedelta(days=n_before)
    entry = an_incident(aware_on=reported - timedelta(days=n_days), reported_on=reported)
    assert told(facts(entry)["incident.reported_after_days"])[0] == n_days


def test_an_incident_of_no_known_category_asks_for_it() -> None:
    assert told(facts(an_incident(category="death"))["incident.category"])[0] == "death"
    assert told(facts(an_incident(category=None))["incident.category"]) == ("unknown", LEFT_OUT)


def test_an_incident_hangs_on_its_system_and_is_called_by_what_happened() -> None:
    result = bound(a_system(), an_incident(), an_incident("INC-2", what="a wrong order"))
    assert result.incidents == (
        Incident("incident:INC-1", "INC-1", "triage"),
        Incident("incident:INC-2", "a wrong order", "triage"),
    )
    assert result.problems == ()


def test_an_incident_of_no_declared_system_binds_nothing() -> None:
    result = bound(a_system(), an_incident(system="triag"))
    assert result.incidents == ()
    assert "incident:INC-1" not in result.claims
    assert result.problems == (
        BindingProblem("incident 'INC-1'", "no system 'triag' is declared", "declarations/incidents.yaml:1"),
    )


def test_a_system_with_an_incident_has_had_one_whatever_its_entry_says() -> None:
    fact = "system.serious_incident"
    had = []
    for system in (a_system(), a_system(serious_incident=False)):
        claims = bound(system, an_incident()).claims["triage"]
        had.append([one.value for one in claims if isinstance(one, Claim) and one.fact == fact])
    assert had == [[True], [True, False]]
    (silent,) = (one for one in bound(a_system()).claims["triage"] if one.fact == fact)
    assert isinstance(silent, Silence)


def test_a_backed_entry_weighs_more() -> None:
    found = bound(a_system(), an_incident(), backed=("declarations/incidents.yaml:1",)).claims
    weights = {one.confidence for one in found["incident:INC-1"] if isinstance(one, Claim)}
    assert weights == {Confidence.HIGH}
