from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.domain.audit import Audit
from auditor.domain.authority import LawFigure
from auditor.domain.fact import Basis, Conflict, Fact
from auditor.domain.subject import Incident, System
from auditor.reports.headline.incidents import IncidentRow, incident_rows
from auditor.reports.wording import plain_spaces
from tests.builders.audit import TODAY, a_claim, an_audit, known, not_known

LAW = tuple(
    LawFigure(f"serious_incident_days.{kind}", days, "02024R1689-20240712", "O", "high", "")
    for kind, days in (("default", 15), ("death", 10))
)
TRIAGE = System("triage", "Triage", "sorts letters", ())
CITED = "known since 13 October 2026 and reported on 20 October 2026, as A. Officer declared"


def an_audit_of(*incidents: tuple[str, tuple[Fact, ...]]) -> Audit:
    return replace(
        an_audit(),
        systems=(TRIAGE,),
        incidents=tuple(Incident(f"incident:{id_}", f"What {id_} was", "triage") for id_, _ in incidents),
        facts={f"incident:{id_}": {fact.name: fact for fact in facts} for id_, facts in incidents},
        law=LAW,
    )


def attested(name: str, value: bool | int | str, citation: str = "") -> Fact:
    return known(f"incident.{name}", value, Basis.ATTESTED, citation=citation)


REPORTED = (
    "A-2",
    (attested("category", "death"), attested("reported", True), attested("reported_after_days", 7, CITED)),
)
LEFT_OUT = "the declaration of incident 'B-1' does not say"
OPEN = (
    "B-1",
    tuple(
        not_known(f"incident.{name}", LEFT_OUT) for name in ("category", "reported", "reported_after_days")
    ),
)


def rows(*incidents: tuple[str, tuple[Fact, ...]]) -> tuple[IncidentRow, ...]:
    return incident_rows(an_audit_of(*incidents))


def test_an_incident_is_told_with_the_time_there_was_and_the_time_it_took() -> None:
    (row,) = rows(REPORTED)
    assert replace(row, limit=plain_spaces(row.limit), taken=plain_spaces(row.taken)) == IncidentRow(
        name="What A-2 was",
        number="A-2",
        system="Triage",
        category="a person died",
        limit="10 days",
        taken="7 days",
        report=CITED,
        is_reported=True,
    )


def test_what_is_not_known_of_it_is_said_and_stands_first() -> None:
    first, second = rows(REPORTED, OPEN)
    assert (first.number, second.number) == ("B-1", "A-2")
    assert (first.category, first.limit, first.taken, first.report) == ("not known", "", "", LEFT_OUT)


def test_that_it_was_reported_is_said_where_the_days_are_not_known() -> None:
    (row,) = rows(("C-1", (attested("reported", True, "reported on 20 October 2026"),)))
    assert (row.report, row.taken, row.is_reported) == ("reported on 20 October 2026", "", True)


@pytest.mark.parametrize(
    ("days", "category", "owed", "standing"),
    [
        (10, "death", True, ""),
        (11, "death", True, f"late since {TODAY:%-d %B %Y}"),
        (12, "death", True, f"late since {TODAY - timedelta(1):%-d %B %Y}"),
        (11, "death", None, f"late since {TODAY:%-d %B %Y}, if Article 73 asks for a report of it"),
        (15, None, True, ""),
        (16, None, True, f"late since {TODAY:%-d %B %Y}"),
        (
            400,
            "death",
            False,
            "no report is owed under Article 73 by the reading that counts here: the article did not apply "
            "to the system when it became known",
        ),
    ],
)
def test_a_report_that_is_not_made_is_late_the_day_after_its_last(
    days: int, category: str | None, owed: bool | None, standing: str
) -> None:
    facts = [attested("reported_after_days", days), not_known("incident.reported", LEFT_OUT)]
    facts += [attested("category", category)] if category else []
    facts += [attested("report_owed", owed)] if owed is not None else []
    (row,) = rows(("F-1", tuple(facts)))
    assert plain_spaces(row.standing) == standing


def test_what_is_reported_is_not_late_and_what_is_late_stands_first() -> None:
    done = (attested("reported", True), attested("reported_after_days", 99), attested("report_owed", True))
    late = (attested("category", "death"), attested("reported_after_days", 99), attested("report_owed", True))
    first, second, third = rows(("A-1", done), OPEN, ("C-1", late))
    assert [one.number for one in (first, second, third)] == ["C-1", "B-1", "A-1"]
    assert third.standing == ""


def test_what_contradicts_itself_is_not_told_as_one_of_the_two() -> None:
    name = "incident.reported"
    conflict = Fact(name, Conflict(tuple(a_claim(name, said, Basis.ATTESTED) for said in (True, False))))
    (row,) = rows(("D-1", (conflict,)))
    assert (row.report, row.is_reported) == ("what is declared about it contradicts itself", False)


@pytest.mark.parametrize(
    ("category", "limit"), [("default", "15 days"), ("widespread_or_critical_infra", "")]
)
def test_the_time_is_that_of_the_law_in_force(category: str, limit: str) -> None:
    (row,) = rows(("E-1", (attested("category", category),)))
    assert plain_spaces(row.limit) == limit


def test_without_incidents_there_is_no_row() -> None:
    assert incident_rows(an_audit()) == ()
