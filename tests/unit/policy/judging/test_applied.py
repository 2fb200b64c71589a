from datetime import date

from auditor.domain.authority import AppliedRule, LawFigure
from auditor.domain.finding import LegalReference, RuleKind
from auditor.policy.choosing import load
from auditor.policy.judging.applied import figures_in_force, rules_in_force
from tests.builders.policy import CLASSIFICATION, DUTY, TODAY, a_bundle, changed

GPAI = changed(CLASSIFICATION, legal='{article: "3(63)", source: C, text: [first, second]}')


def test_the_rules_in_force_name_the_text_of_the_day() -> None:
    classification, duty = rules_in_force(a_bundle(DUTY, GPAI), TODAY)
    assert classification.kind is RuleKind.CLASSIFICATION
    assert duty == AppliedRule(
        "owed", 1, "example", RuleKind.DUTY, "Public summary", LegalReference("1(1)", "C", "second", "high")
    )


def test_a_duty_of_the_act_carries_what_its_breach_comes_under_and_a_vendors_does_not() -> None:
    rules = {rule.rule: rule for rule in rules_in_force(load(), TODAY)}
    assert {rule.kind for rule in rules.values() if rule.penalty is not None} == {RuleKind.DUTY}
    found = {rule.legal.article: rule.penalty for rule in rules.values() if rule.penalty is not None}
    rows = {(article.partition("(")[0], one.article) for article, one in found.items()}
    assert rows >= {("5", "99(3)"), ("50", "99(4)"), ("53", "101"), ("27", "99(1)")}


def test_before_its_text_was_published_a_rule_is_not_in_force() -> None:
    assert rules_in_force(a_bundle(DUTY, GPAI), date(2024, 1, 1)) == ()


def test_figures_are_those_of_the_newest_text_of_the_day() -> None:
    bundle = a_bundle(DUTY)
    figures = {figure.name: figure for figure in figures_in_force(bundle, TODAY)}
    assert figures["moved"] == LawFigure("moved", date(2027, 12, 2), "second", "C", "high")
    assert figures["flop"].value == 1e25
    assert "new_flop" not in {figure.name for figure in figures_in_force(bundle, date(2025, 1, 1))}
    assert figures_in_force(bundle, date(2024, 1, 1)) == ()
