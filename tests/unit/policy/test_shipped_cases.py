"""The shipped rules, by their own cases."""

import pytest

from auditor.domain.fact import SubjectKind
from auditor.domain.finding import RuleKind
from auditor.policy.choosing import load
from auditor.policy.conditions import facts_read
from auditor.policy.testing.cases import CaseResult, run, uncovered

BUNDLE = load()


@pytest.mark.parametrize("result", run(BUNDLE), ids=lambda result: f"{result.rule}: {result.case}")
def test_a_shipped_rule_comes_to_what_its_case_states(result: CaseResult) -> None:
    assert result.got == result.expected, result.place


def test_every_shipped_rule_has_a_case_for_each_outcome() -> None:
    assert uncovered(BUNDLE) == ()


def test_every_shipped_rule_with_a_date_has_a_case_before_it() -> None:
    upcoming = {result.rule for result in run(BUNDLE) if ", upcoming" in result.expected}
    dated = {rule.id for rule in BUNDLE.rules if rule.heading.starts or rule.readings}
    assert dated - upcoming == set()


def test_every_shipped_case_names_the_leaf_that_decides() -> None:
    silent = [
        result.place
        for result in run(BUNDLE)
        # Where the text in force was not read, or not for such a subject, no leaf decides.
        if "because" not in result.expected
        and result.expected not in {"nothing", "unknown", "unknown, upcoming"}
    ]
    assert silent == []


def test_every_shipped_rule_from_law_has_a_source_and_a_text_version() -> None:
    bare = [
        rule.id
        for rule in BUNDLE.rules
        if rule.kind in {RuleKind.DUTY, RuleKind.VENDOR_GAP} and not (rule.legal.source and rule.legal.texts)
    ]
    assert bare == []


def test_every_kind_of_evidence_is_asked_for_by_a_rule_and_has_a_question() -> None:
    text = "".join(BUNDLE.files.values())
    unused = [kind for kind in BUNDLE.evidence if f"evidence: {kind}}}" not in text]
    assert unused == []
    assert [kind.id for kind in BUNDLE.evidence.values() if not kind.question.endswith("?")] == []


def test_prohibitions_cannot_be_waived() -> None:
    waivable = {rule.id for rule in BUNDLE.rules if rule.waivable}
    prohibitions = {rule.id for rule in BUNDLE.rules if rule.id.startswith("aia-5-1-")}
    assert len(prohibitions) == 10
    assert waivable & prohibitions == set()


# What follows from a system being high-risk, whoever owes it.
HIGH_RISK = {"system.high_risk", "system.high_risk_annex_iii", "system.opted_out"} | {
    f"role.{one}"
    for one in (*("sys_provider_hr", "auth_rep_hr", "importer", "distributor", "first_provider", "supplier"),)
}
# Whoever is no provider of a high-risk system is under Article 4a(2), high-risk or not.
OF_EVERY_SYSTEM = {"aia-4a-2-bias-data"}


def test_what_hangs_on_high_risk_was_not_read_for_products_of_section_b() -> None:
    hanging = {
        rule.id
        for rule in BUNDLE.rules
        for gate in (rule.owed, rule.when)
        if gate is not None
        and (facts_read(gate) & HIGH_RISK or "system.opt_out_6_3" in facts_read(gate))
        and rule.heading.subject is SubjectKind.SYSTEM
    }
    assert len(hanging) > 40
    assert {rule.id for rule in BUNDLE.rules if rule.unread is not None} == hanging - OF_EVERY_SYSTEM
