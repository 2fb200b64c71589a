from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.authority import AppliedRule
from auditor.domain.finding import LegalReference, RuleKind
from auditor.reports.counts import count
from auditor.reports.document.result import result_document
from auditor.reports.headline.overview import headline, overview
from auditor.reports.headline.tiles import Tile
from auditor.reports.packs import act_not_judged, is_act_judged, packs_of
from auditor.reports.terminal.summary import summary
from tests.builders.audit import a_finding, a_model, a_run, an_audit, empty, rich

OWN = LegalReference("own policy")
ACT = LegalReference("50(1)", text="02024R1689-20260727")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def a_rule(kind: RuleKind, pack: str = "acme", legal: LegalReference = OWN) -> AppliedRule:
    return AppliedRule("r", 1, pack, kind, "title", legal)


LICENSING = (
    a_rule(RuleKind.PREFERENCE, "declarations"),
    a_rule(RuleKind.TERM, "licensing"),
    a_rule(RuleKind.PREFERENCE, "licensing"),
)
SAID = "EU AI Act not judged (packs: licensing)"


def test_the_packs_are_those_with_rules_in_force_but_the_one_that_always_is() -> None:
    assert packs_of(an_audit(rules=LICENSING)) == ("licensing",)
    assert packs_of(rich())[:2] == ("eu-ai-act", "licensing")


@pytest.mark.parametrize(
    ("rule", "is_judged"),
    [
        (a_rule(RuleKind.DUTY, "eu-ai-act", ACT), True),
        (a_rule(RuleKind.VENDOR_GAP, "acme", ACT), True),
        (a_rule(RuleKind.CLASSIFICATION, "eu-ai-act", ACT), False),
        (a_rule(RuleKind.DUTY, "acme", OWN), False),
    ],
)
def test_the_act_is_judged_by_rules_that_ask_what_it_asks(rule: AppliedRule, is_judged: bool) -> None:
    assert is_act_judged(an_audit(rules=(rule,))) is is_judged


def test_what_was_not_judged_is_said_with_the_packs_that_were() -> None:
    assert act_not_judged(rich()) == ""
    assert act_not_judged(an_audit(rules=LICENSING)) == SAID
    assert act_not_judged(an_audit(rules=())) == "EU AI Act not judged (packs: none)"


def test_before_the_act_was_published_it_is_said_to_be_no_law() -> None:
    early = an_audit(rules=LICENSING, law=(), as_of=date(2024, 7, 11))
    assert plain(act_not_judged(early)) == "EU AI Act not judged: it was not yet law on 11 July 2024"


def test_an_audit_without_the_act_is_never_one_in_which_no_duty_was_owed() -> None:
    audit = an_audit(a_model(), rules=LICENSING)
    assert plain(headline(audit, count(audit))) == f"{SAID} under bundle 1e6e…33fc as of 22 November 2026."
    assert overview(audit, a_run(), 3).tiles == (
        Tile(None, f"duties: {SAID}", "warn"),
        Tile(0, "more failing: terms, recommendations", "plain"),
    )
    assert f"Duties       {SAID}\n" in summary(audit, a_run())
    block = result_document(audit)["summary"]
    assert (block["packs"], block["eu_ai_act_judged"]) == (["licensing"], False)


def test_an_empty_inventory_without_the_act_says_both() -> None:
    audit = replace(empty(), rules=LICENSING)
    assert plain(headline(audit, count(audit))) == (
        f"{SAID} under bundle 1e6e…33fc as of 22 November 2026. "
        "No model was found: this is not a clean result."
    )


def test_duties_of_another_law_are_counted_beside_the_act_that_was_not_judged() -> None:
    duty = a_finding(a_model(), kind=RuleKind.DUTY)
    audit = an_audit(a_model(), findings=(duty,), rules=(a_rule(RuleKind.DUTY),))
    said = "EU AI Act not judged (packs: acme)"
    assert plain(headline(audit, count(audit))).startswith(f"{said} under bundle 1e6e…33fc")
    assert "1 duty fails" in plain(headline(audit, count(audit)))
    assert overview(audit, a_run(), 3).tiles[0] == Tile(1, "duty failing", "bad")
    assert f"  ·  {said}\n" in summary(audit, a_run())
