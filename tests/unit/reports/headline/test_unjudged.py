from collections.abc import Mapping
from dataclasses import replace

import pytest

from auditor.domain.articles import article_of, provisions
from auditor.domain.audit import Audit
from auditor.domain.authority import AppliedRule
from auditor.domain.finding import LegalReference, RuleKind
from auditor.domain.policy_choice import AskedOfRole
from auditor.policy.choosing import load
from auditor.policy.register.obligations import obligations
from auditor.reports.headline.overview import overview
from auditor.reports.headline.unjudged import unjudged
from tests.builders.audit import a_run, an_audit
from tests.unit.reports.headline.test_systems import an_audit_of

ACT = "02024R1689-20260727"
PROVIDER = "Triage is high-risk, and Klinikum Musterstadt is the provider: "
DEPLOYER = "Triage is high-risk, and Klinikum Musterstadt is the deployer: "


def judging(audit: Audit, *articles: str, kind: RuleKind = RuleKind.DUTY, text: str = ACT) -> Audit:
    """An audit with a duty of nobody's about the Act, and a rule about each article."""
    other = AppliedRule("literacy", 1, "p", RuleKind.DUTY, "Literacy", LegalReference("4(1)", "C", ACT))
    rules = (AppliedRule(one, 1, "p", kind, one, LegalReference(one, "C", text)) for one in articles)
    return replace(audit, rules=(other, *rules), policy=load().choice)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"sys_provider": True, "high_risk": True},
            f"{PROVIDER}Articles 8 to 22, 43, 47, 48, 49(1) and (5), 72 and 73 were not judged",
        ),
        (
            {"deployer": True, "high_risk": True},
            f"{DEPLOYER}Articles 26(1), (2) and (4) to (12), 27, 49(3) and 86 were not judged",
        ),
        ({"sys_provider": True, "deployer": True, "high_risk": False}, ""),
        ({"sys_provider": True, "deployer": True, "high_risk": None}, ""),
        ({"sys_provider": False, "deployer": False, "high_risk": True}, ""),
        ({"sys_provider": None, "deployer": None, "high_risk": True}, ""),
    ],
)
def test_who_has_a_role_towards_a_high_risk_system_is_told_what_was_not_judged(
    facts: Mapping[str, bool | None], said: str
) -> None:
    audit = judging(an_audit_of(**facts))
    assert unjudged(audit) == said
    page = overview(audit, a_run(), 3)
    assert (page.unjudged, said in page.reservations) == (said, bool(said))


@pytest.mark.parametrize(
    ("articles", "left"),
    [
        (
            ("26(6)", "26(7)", "26(11)", "27(1)"),
            "Articles 26(1), (2), (4), (5), (8) to (10) and (12), 49(3) and 86",
        ),
        (("26", "27", "49(1) and (3)"), "Article 86"),
        (("26(1)-(12)", "86(1)", "27 to 30"), "Article 49(3)"),
        (("26(5)(a)", "9(2), 26(1) and (2)"), "Articles 26(4) and (6) to (12), 27, 49(3) and 86"),
        (("26", "27", "49(3)", "86"), ""),
    ],
)
def test_what_a_duty_in_force_cites_is_judged(articles: tuple[str, ...], left: str) -> None:
    audit = judging(an_audit_of(deployer=True, high_risk=True), *articles)
    verb = "was" if left.startswith("Article ") else "were"
    assert unjudged(audit) == (f"{DEPLOYER}{left} {verb} not judged" if left else "")


def test_the_roles_are_told_one_after_the_other() -> None:
    audit = judging(an_audit_of(sys_provider=True, deployer=True, high_risk=True), "26", "27", "49", "86")
    judged = "Articles 8 to 22, 43, 47, 48, 72 and 73"
    assert unjudged(audit) == f"{PROVIDER}{judged} were not judged"
    both = unjudged(judging(an_audit_of(sys_provider=True, deployer=True, high_risk=True)))
    assert both.startswith(PROVIDER) and f"; {DEPLOYER}" in both


def test_a_classification_and_another_act_judge_nothing_of_it() -> None:
    audit = an_audit_of(deployer=True, high_risk=True)
    said = unjudged(judging(audit))
    assert unjudged(judging(audit, "26", kind=RuleKind.CLASSIFICATION)) == said
    assert unjudged(judging(audit, "26", text="32016R0679")) == said


def test_a_pack_that_lists_nothing_leaves_nothing_open() -> None:
    audit = judging(an_audit_of(deployer=True, high_risk=True))
    packs = tuple(replace(pack, high_risk_asks=()) for pack in audit.policy.packs)
    assert unjudged(replace(audit, policy=replace(audit.policy, packs=packs))) == ""


def test_where_the_act_was_not_judged_at_all_nothing_of_it_is_singled_out() -> None:
    assert unjudged(replace(an_audit_of(sys_provider=True, high_risk=True), rules=())) == ""
    assert unjudged(an_audit()) == ""


def test_what_the_shipped_pack_judges_of_a_deployer_is_not_said_to_be_open() -> None:
    audit = an_audit_of(deployer=True, high_risk=True)
    articles = [rule.heading.legal.article for rule in load().rules]
    said = unjudged(judging(audit, *articles)).partition("Articles ")[2]
    assert "27" not in said
    assert "(11)" not in said


# Whom the rows are addressed to that ask something of who has a role towards a high-risk system.
ADDRESSED = {
    "role.sys_provider": {
        "provider of a high-risk system",
        "provider in a third country, and its representative",
        "provider of a system for critical infrastructure",
    },
    "role.deployer": {
        "deployer of a high-risk system",
        "deployer that employs",
        "deployer in law enforcement",
        "public body that deploys",
        "public bodies, public services, credit scoring, life and health insurance",
    },
}
# The register has no row for it.
WITHOUT_A_ROW = {"21"}


@pytest.mark.parametrize("asked", load().pack("eu-ai-act").high_risk_asks, ids=lambda asked: asked.fact)
def test_what_counts_as_asked_of_a_role_is_what_the_register_asks_of_it(asked: AskedOfRole) -> None:
    listed = set(asked.provisions) - WITHOUT_A_ROW
    whole = {one for one in listed if one == article_of(one)}
    rows = (row for row in obligations(load(), "eu-ai-act").rows if row.actor in ADDRESSED[asked.fact])
    cited = {one for row in rows for one in provisions(row.article)}
    named = {article_of(one) if article_of(one) in whole else one for one in cited}
    # Articles 4a and 5 ask of everybody, whatever the class of the system.
    assert {one for one in named if not one.startswith(("4a", "5("))} == listed
