from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.declaration import HostingDeclared, Selector
from auditor.domain.fact import Claim, Confidence, Settler, Silence, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.serving import Region
from auditor.domain.values import NoDay
from tests.builders.declarations import (
    a_deployment,
    a_hosting,
    a_model,
    a_provenance,
    an_inventory,
    attested,
    bound,
    by_fact,
)
from tests.builders.observations import a_use

MODEL = a_model("one")
GPU = replace(a_deployment(MODEL, "chat"), seen=(a_use(locator="a.yaml:1", host="gpu-01"),))
OTHER = a_deployment(MODEL, "notes")
FOUND = an_inventory(MODEL, deployments=(GPU, OTHER))
HOST = Selector(host="gpu-*")
WHERE = "declarations/hosting.yaml:1"
DECLARE = "auditor declare hosting"
BOTH = "seats of the operator and its ultimate parent"
OWN = {name for name, one in FACTS.items() if name.startswith("hosting.") and one.producer == "declarations"}


def test_what_is_said_of_a_deployment_is_attested_and_what_is_left_out_names_who_can_tell() -> None:
    entry = a_hosting(HOST, keys="provider", prompt_retention_days=30, exit_tested_on=None)
    said = by_fact(bound(entry, inventory=FOUND).claims[GPU.id])
    assert set(said) == OWN
    assert said["hosting.keys"] == attested("hosting.keys", "provider", f"{WHERE}#keys")
    assert said["hosting.prompt_retention_days"] == attested(
        "hosting.prompt_retention_days", 30, f"{WHERE}#prompt_retention_days"
    )
    assert said["hosting.exit_tested_on"] == attested(
        "hosting.exit_tested_on", NoDay.NEVER, f"{WHERE}#exit_tested_on"
    )
    left_out = "the declaration of hosting by A. Officer on 1 November 2026 does not say"
    assert said["hosting.telemetry"] == Silence(
        "hosting.telemetry", Unknown(left_out, Settler.OPERATOR, DECLARE)
    )
    assert said["hosting.mode"] == Silence("hosting.mode", Unknown(left_out, Settler.ORGANISATION, DECLARE))


def test_what_nobody_declares_is_said_to_be_undeclared() -> None:
    said = by_fact(bound(a_hosting(HOST, keys="provider"), inventory=FOUND).claims[OTHER.id])
    assert set(said) == OWN
    assert said["hosting.keys"] == Silence(
        "hosting.keys", Unknown("no hosting declaration names it", Settler.OPERATOR, DECLARE)
    )


def values(entry: HostingDeclared) -> dict[str, object]:
    said = bound(entry, inventory=FOUND).claims[GPU.id]
    return {one.fact: one.value for one in said if isinstance(one, Claim)}


@pytest.mark.parametrize(
    ("mode", "hosted"),
    [
        ("self_onprem", False),
        ("self_colocated", False),
        ("self_iaas", False),
        ("managed", True),
        ("api", True),
    ],
)
def test_the_mode_tells_whether_somebody_else_computes_it(mode: str, hosted: bool) -> None:
    assert values(a_hosting(HOST, mode=mode)) == {"hosting.mode": mode, "deployment.hosted": hosted}


def test_operator_and_place_are_said_of_the_facts_that_are_seen_too() -> None:
    assert values(a_hosting(HOST, operator="openai", country="DE")) == {
        "deployment.operator": "openai",
        "hosting.country": "DE",
    }
    assert values(a_hosting(HOST, region=Region("aws", "eu-west-1"))) == {
        "deployment.region": "aws:eu-west-1"
    }


def test_two_entries_about_one_deployment_are_kept_side_by_side() -> None:
    second = a_hosting(Selector(name="chat"), keys="customer", provenance=a_provenance("d:2"))
    said = bound(a_hosting(HOST, keys="provider"), second, inventory=FOUND).claims[GPU.id]
    keys = [one.value for one in said if isinstance(one, Claim) and one.fact == "hosting.keys"]
    assert keys == ["provider", "customer"]


def test_with_evidence_it_is_worth_more() -> None:
    said = bound(a_hosting(HOST, keys="customer"), inventory=FOUND, backed=(WHERE,)).claims[GPU.id]
    (claim,) = (one for one in said if isinstance(one, Claim))
    assert (claim.confidence, claim.with_evidence) == (Confidence.HIGH, True)


def test_before_its_first_day_an_entry_says_nothing() -> None:
    entry = a_hosting(HOST, mode="api", operator="openai")
    said = bound(entry, inventory=FOUND, as_of=date(2026, 6, 1)).claims[GPU.id]
    assert {one.unknown.reason for one in said if isinstance(one, Silence)} == {
        "the declaration of hosting by A. Officer on 1 November 2026 speaks of 2026-11-01 and later, "
        "and for 2026-06-01 does not say"
    }
    assert not any(isinstance(one, Claim) for one in said)


def test_an_entry_that_has_ended_is_gone() -> None:
    entry = a_hosting(HOST, mode="api", provenance=a_provenance(WHERE, valid_until=date(2026, 11, 10)))
    result = bound(entry, inventory=FOUND)
    assert not any(isinstance(one, Claim) for one in result.claims[GPU.id])
    assert result.register.n_entries == 0


@pytest.mark.parametrize(
    ("selector", "sentence"),
    [
        (Selector(host="tpu-*"), "host tpu-* matches nothing, 1 expected"),
        (Selector(name="*"), "name * matches 2, 1 expected: "),
    ],
)
def test_an_entry_that_matches_none_or_too_many_binds_nothing_and_is_a_problem(
    selector: Selector, sentence: str
) -> None:
    result = bound(a_hosting(selector, mode="api"), inventory=FOUND)
    (problem,) = result.problems
    assert (problem.subject, problem.locator) == ("hosting", WHERE)
    assert problem.sentence.startswith(sentence)
    assert not any(isinstance(one, Claim) for one in result.claims[GPU.id])


@pytest.mark.parametrize(
    ("fields", "seat", "outside", "why"),
    [
        ({"operator_country": "US"}, "US", True, "seat of the operator in US"),
        ({"operator_country": "DE"}, "DE", None, ""),
        ({"operator_country": "DE", "operator_parent_country": None}, "DE", False, BOTH),
        ({"operator_country": "DE", "operator_parent_country": "FR"}, "DE", False, BOTH),
        (
            {"operator_country": "DE", "operator_parent_country": "US"},
            "DE",
            True,
            "seat of the operator's ultimate parent in US",
        ),
        ({"operator_parent_country": "FR"}, None, None, ""),
    ],
)
def test_a_seat_says_whether_the_operator_is_outside_the_union_as_far_as_both_are_known(
    fields: dict[str, str | None], seat: str | None, outside: bool | None, why: str
) -> None:
    entry = replace(a_hosting(HOST, operator="Little Cloud"), fields=tuple(fields.items()))
    said = by_fact(bound(entry, inventory=FOUND).claims[GPU.id])
    of_seat, of_outside = said.get("hosting.operator_country"), said.get("hosting.third_country")
    assert (of_seat.value if isinstance(of_seat, Claim) else None) == seat
    assert (of_outside.value if isinstance(of_outside, Claim) else None) is outside
    if isinstance(of_outside, Claim):
        assert of_outside.citation == f"{why}, declared by A. Officer on 1 November 2026"
