from datetime import date

from auditor.domain.authority import AppliedRule, LawFigure
from auditor.domain.finding import LegalReference, RuleKind
from auditor.policy.judging.applied import figures_in_force, rules_in_force
from tests.builders.policy import CLASSIFICATION, DUTY, TODAY, a_bundle, changed

GPAI = changed(CLASSIFICATION, legal='{article: "3(63)", source: C, text: [first, second]}')


def test_the_rules_in_force_name_the_text_of_the_day() -> None:
    classification, duty = rules_in_force(a_bundle(DUTY, GPAI), TODAY)
    assert classification.kind is RuleKind.CLASSIFICATION
    assert duty == AppliedRule(
        "owed", 1, "example", RuleKind.DUTY, "Public summary", LegalReference("1(1)", "C", "second", "high")
    )


def test_before_its_text_was_published_a_rule_is_not_in_force() -> None:
    assert rules_in_force(a_bundle(DUTY, GPAI), date(2024, 1, 1)) == ()


def test_figures_are_those_of_the_newest_text_of_the_day() -> None:
    bundle = a_bundle(DUTY)
    figures = {figure.name: figure for figure in figures_in_force(bundle, TODAY)}
    assert figures["moved"] == LawFigure("moved", date(2027, 12, 2), "second", "C", "high")
    assert figures["flop"].value == 1e25
    assert "new_flop" not in {figure.name for figure in figures_in_force(bundle, date(2025, 1, 1))}
    assert figures_in_force(bundle, date(2024, 1, 1)) == ()
