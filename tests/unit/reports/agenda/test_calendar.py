from dataclasses import replace

from auditor.domain.finding import RuleKind
from auditor.reports.agenda.calendar import calendar
from tests.builders.audit import an_audit
from tests.builders.dated import BACKSTOP, DESK, LOGS, MODEL, SOON, dated, of_rule


def test_what_applies_comes_and_may_apply_are_apart_and_a_vendors_duty_is_nobodys_here() -> None:
    shown = calendar(dated())
    assert [one.rule for one in shown.now] == ["literacy", "disclosure"]
    assert [(one.rule, one.day) for one in shown.later] == [("intimate", SOON), ("logs", BACKSTOP)]
    assert [(one.rule, one.is_owed) for one in shown.may_apply] == [("logs", False)]
    assert [one.rule for one in shown.gaps] == ["vnd-summary"]
    assert len(shown.ends) == 1
    assert (shown.nothing, shown.hypothetical) == ("", "")
    assert shown.days_left(SOON) == 10


def test_nothing_says_why() -> None:
    assert calendar(an_audit()).nothing.startswith("No model was found and no system is declared")
    assert calendar(an_audit(MODEL)).nothing.startswith("No duty was found to apply")
    unsure = dated(findings=(of_rule(LOGS, DESK, owed=False),), holding=())
    assert "of 1\u00a0duty it is not known" in calendar(unsure).nothing
    not_judged = replace(dated(), rules=tuple(r for r in dated().rules if r.kind is RuleKind.CLASSIFICATION))
    assert calendar(not_judged).nothing.startswith("EU AI Act not judged")


def test_the_law_of_another_day_is_marked() -> None:
    assert calendar(dated(as_of=SOON)).hypothetical.startswith("Hypothetical")
