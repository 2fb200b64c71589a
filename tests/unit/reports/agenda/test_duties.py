from dataclasses import replace
from datetime import date

from auditor.domain.finding import Holding, Verdict
from auditor.reports.agenda.duties import duty_dates
from tests.builders.dated import BACKSTOP, CLINIC, DESK, DISCLOSURE, LOGS, SOON, TRIAGE, dated, of_rule


def test_each_rule_and_day_is_one_with_whom_it_concerns_and_how_they_stand() -> None:
    found = [
        (one.rule, one.day, one.is_upcoming, one.is_owed, [(c.name, c.verdict) for c in one.concerned])
        for one in duty_dates(dated())
    ]
    assert found == [
        ("literacy", date(2025, 2, 2), False, True, [(CLINIC.name, Verdict.PASS)]),
        ("vnd-summary", date(2025, 8, 2), False, False, [("letters", Verdict.UNKNOWN)]),
        ("disclosure", date(2026, 8, 2), False, True, [(DESK.name, Verdict.FAIL)]),
        ("intimate", SOON, True, True, [(DESK.name, Verdict.UNKNOWN), (TRIAGE.name, Verdict.PASS)]),
        ("logs", BACKSTOP, True, True, [(TRIAGE.name, Verdict.FAIL)]),
        ("logs", BACKSTOP, True, False, [(DESK.name, Verdict.UNKNOWN)]),
    ]


def test_those_that_are_not_named_are_counted() -> None:
    found = {one.rule: one for one in duty_dates(dated())}
    assert (found["intimate"].n, found["intimate"].n_more) == (21, 19)
    assert found["intimate"].counted.replace("\u00a0", " ") == "21 systems"
    assert found["literacy"].counted == "the organisation"
    assert found["intimate"].named(Verdict.UNKNOWN) == (DESK.name,)


def test_a_day_of_a_transition_names_its_article() -> None:
    found = {(one.rule, one.day): one.transition for one in duty_dates(dated())}
    assert found["logs", BACKSTOP] == "Art.\u00a0111(2)"
    assert found["intimate", SOON] == ""


def test_a_remedy_is_told_once_and_what_concerns_nobody_is_no_duty() -> None:
    twice = (of_rule(DISCLOSURE, DESK), of_rule(DISCLOSURE, TRIAGE))
    (found,) = duty_dates(dated(findings=twice, holding=()))
    assert found.remedies == ("Remedy of disclosure.",)
    assert duty_dates(dated(findings=(), holding=())) == ()


def test_what_fails_comes_first_on_a_day_then_articles_by_their_number() -> None:
    others = [replace(LOGS, rule=f"r{n}", legal=replace(LOGS.legal, article=n)) for n in ("26(6)", "9", "8")]
    findings = [of_rule(one, DESK, verdict=Verdict.UNKNOWN) for one in others]
    findings[0] = replace(findings[0], verdict=Verdict.FAIL)
    found = duty_dates(dated(rules=tuple(others), findings=tuple(findings), holding=()))
    assert [one.legal.article for one in found] == ["26(6)", "8", "9"]


def test_a_recommendation_is_no_duty() -> None:
    audit = dated(findings=(), holding=(Holding("not-a-duty", False, None, 1, (DESK.id,)),))
    assert duty_dates(audit) == ()
