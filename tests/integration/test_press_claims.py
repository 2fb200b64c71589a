"""What is often written about the law, and what the rules and the law's data come to instead.

One test per claim; each says the claim first, in our own words.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from auditor.domain.audit import Assessed
from auditor.domain.fact import Basis
from auditor.domain.finding import RuleKind, Verdict
from auditor.domain.values import FactValue, Range
from auditor.policy.bundle import Bundle
from auditor.policy.choosing import load
from auditor.policy.conditions import LawReference
from auditor.policy.judging.judge import judge
from auditor.policy.logic import world as worlds
from tests.builders.days import company, overseas
from tests.builders.policy import known
from tests.conftest import Ended
from tests.integration.test_scenarios import a_model

Cli = Callable[..., Ended]
Given = Mapping[str, FactValue]
World = Callable[[Bundle], worlds.World]

TODAY: Final = date(2026, 11, 22)
BUNDLE: Final = load()
DOCUMENTATION: Final = ("aia-53-1-a-technical-documentation", "aia-53-1-b-downstream-documentation")
STAYING: Final = ("aia-53-1-c-copyright-policy", "aia-53-1-d-training-summary")
REPRESENTATIVE: Final = "aia-54-1-representative"
ARTICLE_55: Final = "aia-55-1-a-evaluation"


def failing(
    subject: str, as_of: date = TODAY, given: Given = MappingProxyType({}), world: World = company
) -> set[str]:
    """Return the duties that fail for a subject, with facts set otherwise; those to come with their day."""
    made = world(BUNDLE)
    subjects = tuple(_with(one, given) if one.subject.id == subject else one for one in made.subjects)
    found = judge(BUNDLE, replace(made, subjects=subjects), as_of=as_of, run_day=as_of).findings
    return {
        f"{one.rule} from {one.applies_from}" if one.upcoming else one.rule
        for one in found
        if (one.subject_id, one.kind, one.verdict) == (subject, RuleKind.DUTY, Verdict.FAIL)
    }


def _with(one: Assessed, given: Given) -> Assessed:
    changed = {name: known(name, value, basis=Basis.ATTESTED) for name, value in given.items()}
    return replace(one, facts={**one.facts, **changed})


def day(name: str, as_of: date = TODAY) -> object:
    version = BUNDLE.law.version(LawReference(name), as_of)
    return None if version is None else version.value


OPEN: Final[Given] = {"license.foss_ai_act": True, "model.weights_public": True}


def test_claim_that_the_act_treats_open_models_like_proprietary_ones() -> None:
    """No: Articles 53(1)(a), (b) and 54 are lifted, (c) and (d) stay, and with systemic risk all of them."""
    assert set(DOCUMENTATION + STAYING) <= failing("gpai-2025")
    spared = failing("open-2025")
    assert not set(DOCUMENTATION) & spared
    assert set(STAYING) <= spared
    assert REPRESENTATIVE in failing("overseas-gpai", world=overseas)
    assert REPRESENTATIVE not in failing("overseas-gpai", given=OPEN, world=overseas)
    assert set(DOCUMENTATION + STAYING) <= failing("systemic-2025", given=OPEN)
    assert not set(DOCUMENTATION) & failing("gpai-2025", given=OPEN)
    for condition in OPEN:
        assert set(DOCUMENTATION) <= failing("gpai-2025", given={**OPEN, condition: False})


def test_claim_that_duties_for_general_purpose_models_start_in_august_2026() -> None:
    """No: since 2 August 2025, enforced since 2 August 2026; older models have until 2 August 2027."""
    started, enforced, legacy = date(2025, 8, 2), date(2026, 8, 2), date(2027, 8, 2)
    assert [day(name) for name in ("gpai_obligations", "gpai_enforcement")] == [started, enforced]
    assert [day(name) for name in ("gpai_legacy_cutoff", "gpai_legacy_deadline")] == [started, legacy]
    assert set(DOCUMENTATION + STAYING) <= failing("gpai-2025", started)
    assert {f"{rule} from {legacy}" for rule in DOCUMENTATION + STAYING} <= failing("gpai-2024", started)
    assert {f"{rule} from {legacy}" for rule in DOCUMENTATION + STAYING} <= failing(
        "gpai-2024", date(2027, 8, 1)
    )
    assert set(DOCUMENTATION + STAYING) <= failing("gpai-2024", legacy)
    assert f"aia-91-requests from {enforced}" in failing("gpai-2025", date(2026, 8, 1))
    assert "aia-91-requests" in failing("gpai-2025", enforced)


def test_claim_that_above_ten_to_the_25_everybody_has_the_full_duties() -> None:
    """A presumption: strictly above, of all compute and not of updates alone, for the provider only."""
    threshold = day("systemic_presumption_flop")
    assert threshold == 1e25
    exactly, above = Range(1e25, 1e25, 1e25), Range(1.0001e25, 1.0001e25, 1.0001e25)
    cumulative, updates = "compute.cumulative_bounds_flop", "compute.update_bounds_flop"
    assert ARTICLE_55 not in failing("systemic-2025", given={cumulative: exactly})
    assert ARTICLE_55 in failing("systemic-2025", given={cumulative: above})
    assert ARTICLE_55 not in failing("systemic-2025", given={cumulative: exactly, updates: above})
    used: Given = {"role.gpai_provider": False, "model.trained_here": False}
    assert failing("systemic-2025", given={**used, cumulative: above}) == set()
    # That it can be rebutted no rule decides, and every report says so.
    assert any("rebuttal" in phrase for phrase in BUNDLE.pack("eu-ai-act").not_covered)


def test_claim_that_the_high_risk_rules_follow_on_one_day_since_may_2026() -> None:
    """Annex III on 2 December 2027, Annex I on 2 August 2028; law since the Journal of 24 July 2026."""
    agreed, published = date(2026, 5, 7), date(2026, 7, 24)
    annexes = ("high_risk_annex_iii", "high_risk_annex_i")
    assert [day(name, agreed) for name in annexes] == [date(2026, 8, 2), date(2027, 8, 2)]
    assert [day(name, date(2026, 7, 23)) for name in annexes] == [date(2026, 8, 2), date(2027, 8, 2)]
    assert [day(name, published) for name in annexes] == [date(2027, 12, 2), date(2028, 8, 2)]
    assert BUNDLE.law.texts["32026R1744"].published == published
    for subject, since in (("bias-check", date(2027, 12, 2)), ("lift-doors", date(2028, 8, 2))):
        assert f"aia-9-risk-management from {since}" in failing(subject)
        assert "aia-9-risk-management" in failing(subject, since)


REGISTER: Final = """\
- {kind: organisation, by: A. Officer, on: 2026-11-01, name: Example GmbH, country: DE, roles: []}
- {kind: system, by: A. Officer, on: 2026-11-01, id: own, name: Own assistant, own_name: true,
   put_into_service_on: 2026-03-01, union_placed_on: null, uses: [{name: "Qwen2.5*", expect: 1}]}
- {kind: system, by: A. Officer, on: 2026-11-01, id: bought, name: Bought assistant, own_name: false,
   provider: Vendor SA, put_into_service_on: 2026-03-01, union_placed_on: null,
   uses: [{name: "Qwen2.5*", expect: 1}]}
"""


def _judged(cli: Cli, tmp_path: Path, *targets: str) -> Any:
    assert cli("scan", "--hash", "none", *targets).code == 0
    assert cli("check", *targets).code in {0, 10}
    return json.loads(cli("report", "-f", "json").out)["result"]


def _yes(subject: Any) -> set[str]:
    return {
        name
        for name, fact in subject["facts"].items()
        if name.startswith("role.") and fact.get("value") == "yes"
    }


def test_claim_that_who_deploys_an_open_model_is_fully_responsible_for_it(cli: Cli, tmp_path: Path) -> None:
    """For what deployers owe, and as provider of a system of its own name; never for the model."""
    (tmp_path / "models").mkdir()
    a_model(
        tmp_path / "models",
        0,
        {"name": "Qwen2.5 7B Instruct", "parameters": [7000, 1000000], "license": "apache-2.0"},
    )
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "register.yaml").write_text(REGISTER, encoding="utf-8")
    result = _judged(cli, tmp_path, "dir:models")
    systems = {system["id"]: _yes(system) for system in result["systems"]}
    assert systems["own"] == {"role.sys_provider", "role.deployer"}
    assert systems["bought"] == {"role.deployer"}
    assert [_yes(model) for model in result["models"]] == [set()]
    chapter_v = ("aia-52", "aia-53", "aia-54", "aia-55")
    verdicts = {
        tally["verdict"] for tally in result["summary"]["rules"] if tally["rule"].startswith(chapter_v)
    }
    assert verdicts == {"not_applicable"}
    assert "aia-4-1-literacy" in {finding["rule"] for finding in result["findings"]}


LITELLM: Final = """\
model_list:
  - model_name: claude
    litellm_params: {model: bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0, aws_region_name: eu-central-1}
  - {model_name: served, litellm_params: {model: deepseek/deepseek-reasoner}}
  - {model_name: local, litellm_params: {model: ollama/deepseek-r1, api_base: "http://localhost:11434"}}
"""


def _places(cli: Cli, tmp_path: Path) -> dict[str, tuple[dict[str, Any], set[str]]]:
    """Return facts of each configured place, by name, and the recommendations that fail for it."""
    (tmp_path / "litellm.yaml").write_text(LITELLM, encoding="utf-8")
    result = _judged(cli, tmp_path, "litellm:litellm.yaml")
    failed: dict[str, set[str]] = {}
    for finding in result["findings"]:
        if finding["verdict"] == "fail":
            failed.setdefault(finding["subject"]["id"], set()).add(finding["rule"])
    return {
        place["model"]: (
            {name: fact.get("value") for name, fact in place["facts"].items()},
            failed.get(place["id"], set()),
        )
        for place in result["deployments"]
    }


def test_claim_that_a_data_centre_in_the_union_keeps_an_american_providers_data_out_of_reach(
    cli: Cli, tmp_path: Path
) -> None:
    """Control decides and not the place: the region is in the Union, and whoever operates it is not."""
    facts, failed = _places(cli, tmp_path)["claude"]
    assert (facts["hosting.region_in_union"], facts["hosting.operator_country"]) == ("yes", "US")
    assert facts["hosting.third_country"] == "yes"
    assert "hosted-operator" in failed
    assert "hosted-region" not in failed


def test_claim_that_running_a_chinese_model_sends_data_to_china(cli: Cli, tmp_path: Path) -> None:
    """Whoever computes it decides: its maker's own service does, a runtime of one's own does not."""
    places = _places(cli, tmp_path)
    facts, failed = places["served"]
    assert (facts["deployment.hosted"], facts["hosting.operator_country"]) == ("yes", "CN")
    assert "hosted-operator" in failed
    (own,) = [found for name, found in places.items() if name.startswith("local")]
    assert own[0]["deployment.hosted"] == "no"
    assert own[0]["hosting.operator_country"] is None
    assert not {rule for rule in own[1] if rule.startswith("hosted")}


def test_claim_that_a_provider_in_the_union_makes_compliance_automatic() -> None:
    """Origin settles the representative of Article 54, and none of the other duties."""
    foreign = failing("overseas-gpai", world=overseas)
    union = failing("gpai-2025")
    assert REPRESENTATIVE in foreign
    assert REPRESENTATIVE not in union
    assert set(DOCUMENTATION + STAYING) <= foreign & union
