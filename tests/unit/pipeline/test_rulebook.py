from auditor import policy
from auditor.declarations import Declarations
from auditor.pipeline.rulebook import rules_for
from tests.builders.declarations import a_waiver

LICENSING = policy.load(("licensing",))


def test_waivers_of_rules_in_force_need_no_others() -> None:
    declared = Declarations((a_waiver("sha256:1", rule="license-missing"),))
    assert set(rules_for(LICENSING, declared)) == set(policy.terms_of(LICENSING))


def test_a_rule_whose_pack_is_not_chosen_is_not_gone() -> None:
    rules = rules_for(LICENSING, Declarations((a_waiver("dep:1", rule="endpoint-no-auth"),)))
    assert {"endpoint-no-auth", "license-missing", "aia-5-1-a-manipulation"} <= set(rules)
    assert not rules["aia-5-1-a-manipulation"].waivable
    assert "gone" not in rules_for(LICENSING, Declarations((a_waiver("dep:1", rule="gone"),)))
