from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from auditor import resources
from auditor.domain.audit import Audit
from auditor.domain.fact import Fact
from auditor.domain.subject import System
from auditor.reports.headline.overview import overview
from auditor.reports.headline.systems import UNJUDGED, system_rows, unjudged
from tests.builders.audit import a_deployment, a_model, a_run, an_audit, inventory, known, not_known, rich


def fact_of(name: str, value: bool | tuple[str, ...] | None) -> Fact:
    return not_known(name, "the entry does not say") if value is None else known(name, value)


def an_audit_of(**facts: bool | tuple[str, ...] | None) -> Audit:
    """One system, of which what is ``None`` is not known."""
    names = {"sys_provider": "role.sys_provider", "deployer": "role.deployer"}
    named = {names.get(key, f"system.{key}"): value for key, value in facts.items()}
    model = a_model()
    place = a_deployment(model)
    system = System("triage", "Triage", "sorts letters", (place.id, "dep:nameless"))
    stock = inventory(model, deployments=(place,))
    return replace(
        rich(),
        systems=(system,),
        inventory=stock,
        facts={"triage": {name: fact_of(name, value) for name, value in named.items()}},
    )


def test_a_system_is_told_in_one_line() -> None:
    audit = an_audit_of(sys_provider=True, deployer=None, high_risk=True, annex_iii=("5d",), profiling=None)
    (row,) = system_rows(audit)
    assert (row.name, row.roles, row.classed) == (
        "Triage",
        "provider, deployer: unknown",
        "high-risk (Annex III: 5d)",
    )
    assert (row.models, row.n_places, len(row.open)) == (("Qwen2.5-7B-Instruct",), 2, 1)


def test_the_class_of_a_system_is_never_guessed() -> None:
    classed = [system_rows(an_audit_of(high_risk=class_))[0].classed for class_ in (True, False, None)]
    assert classed == ["high-risk", "not high-risk", "unknown"]
    neither = an_audit_of(sys_provider=False, deployer=False)
    assert system_rows(neither)[0].roles == "neither provider nor deployer"


@pytest.mark.parametrize(
    ("facts", "is_said"),
    [
        ({"sys_provider": True, "high_risk": True}, True),
        ({"sys_provider": True, "high_risk": False}, False),
        ({"sys_provider": True, "high_risk": None}, False),
        ({"sys_provider": False, "high_risk": True}, False),
        ({"sys_provider": None, "high_risk": True}, False),
    ],
)
def test_the_provider_of_a_high_risk_system_is_told_what_was_not_judged(
    facts: Mapping[str, bool | None], is_said: bool
) -> None:
    audit = an_audit_of(**facts)
    said = f"Triage is high-risk, and Klinikum Musterstadt is the provider: {UNJUDGED} were not judged"
    assert unjudged(audit) == (said if is_said else "")
    page = overview(audit, a_run(), 3)
    assert (page.unjudged, said in page.reservations) == (unjudged(audit), is_said)


def test_where_the_act_was_not_judged_at_all_nothing_of_it_is_singled_out() -> None:
    assert unjudged(replace(an_audit_of(sys_provider=True, high_risk=True), rules=())) == ""
    assert unjudged(an_audit()) == ""


def test_what_is_said_not_to_be_judged_is_what_the_pack_does_not_cover() -> None:
    path = Path(resources.POLICIES) / "eu-ai-act" / "pack.yaml"
    text = path.read_text("utf-8")
    assert UNJUDGED == "Articles 8 to 22, 43, 47, 48, 49(1) and (5), 72 and 73"
    for phrase in (
        "Articles 8 to 15:",
        "Articles 16 to 22:",
        "Articles 43, 47 and 48:",
        "Article 49(1) and (5):",
        "Articles 72 and 73:",
    ):
        assert f'- "{phrase}' in text
