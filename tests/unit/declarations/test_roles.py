from dataclasses import replace
from datetime import date

import pytest

from auditor.declarations.roles import derive_roles
from auditor.domain.declaration import Selector
from auditor.domain.fact import Claim, Confidence, Settler, Silence, SubjectKind, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.vocabulary import EXCLUDED
from tests.builders.declarations import (
    BY,
    a_model,
    a_provenance,
    a_system,
    a_training,
    an_inventory,
    an_organisation,
    bound,
)

MODEL = a_model("llama")
FOUND = an_inventory(MODEL)
SYSTEM = a_system(own_name=True, put_into_service_on=date(2026, 3, 1))
ROLES = {
    *(name for name, one in FACTS.items() if name.startswith("role.") and one.producer == "declarations"),
    *("model.trained_here", "modifier.placed"),
}


def test_without_an_organisation_every_role_is_the_same_question() -> None:
    training = a_training(Selector(MODEL.id))
    unknown = Unknown(
        "the organisation has not declared its roles", Settler.ORGANISATION, "auditor declare organisation"
    )
    assert derive_roles(bound(SYSTEM, training, inventory=FOUND), (MODEL,), {}) == {
        MODEL.id: tuple(
            Silence(fact, unknown)
            for fact in ("role.gpai_provider", "role.auth_rep_gpai", "model.trained_here", "modifier.placed")
        ),
        "triage": tuple(
            Silence(f"role.{role}", unknown)
            for role in (
                "sys_provider",
                "deployer",
                "importer",
                "distributor",
                "product_manufacturer",
                "auth_rep_hr",
                "supplier",
                "first_provider",
                "former_deployer",
            )
        ),
    }


def test_an_organisation_whose_declaration_ended_is_a_question_too() -> None:
    over = an_organisation(provenance=a_provenance(valid_until=date(2026, 11, 21)))
    statement = derive_roles(bound(over, inventory=FOUND), (MODEL,), {})[MODEL.id][0]
    assert isinstance(statement, Silence)
    assert (
        statement.unknown.reason
        == "the organisation's declaration by A. Officer on 1 November 2026 held until 2026-11-21"
    )


def test_every_role_of_every_subject_is_stated_once() -> None:
    result = derive_roles(bound(an_organisation(), SYSTEM, inventory=FOUND), (MODEL,), {})
    assert set(result) == {MODEL.id, "triage"}
    stated = [one.fact for statements in result.values() for one in statements]
    assert sorted(stated) == sorted(ROLES)


def test_the_confidence_is_that_of_the_entry_a_role_rests_on() -> None:
    org, systems = "declarations/org.yaml:1", "declarations/systems.yaml:1"
    result = derive_roles(bound(an_organisation(), SYSTEM, inventory=FOUND, backed=(systems,)), (MODEL,), {})
    claims = {one.fact: one for statements in result.values() for one in statements if isinstance(one, Claim)}
    assert {name: (one.confidence, one.locator.partition("#")[0]) for name, one in claims.items()} == {
        "role.gpai_provider": (Confidence.MEDIUM, org),
        "role.auth_rep_gpai": (Confidence.MEDIUM, org),
        "model.trained_here": (Confidence.MEDIUM, org),
        "modifier.placed": (Confidence.MEDIUM, org),
        "role.sys_provider": (Confidence.HIGH, systems),
        "role.deployer": (Confidence.HIGH, systems),
        "role.former_deployer": (Confidence.HIGH, systems),
        "role.importer": (Confidence.HIGH, systems),
        "role.distributor": (Confidence.HIGH, systems),
        "role.product_manufacturer": (Confidence.MEDIUM, org),
        "role.auth_rep_hr": (Confidence.MEDIUM, org),
        "role.supplier": (Confidence.MEDIUM, org),
        "role.first_provider": (Confidence.MEDIUM, org),
    }


@pytest.mark.parametrize("word", EXCLUDED)
def test_towards_a_system_that_the_act_leaves_out_nobody_has_a_role(word: str) -> None:
    given = {**dict(SYSTEM.fields), "own_name": word != "personal", "excluded_by_art_2": word}
    system = replace(SYSTEM, fields=tuple(given.items()))
    roles = derive_roles(bound(an_organisation(roles=("sys_provider", "deployer")), system), (), {})
    claims = [one for one in roles["triage"] if isinstance(one, Claim) and one.fact.startswith("role.")]
    assert {one.fact for one in claims} == {
        name for name in ROLES if FACTS[name].subject is SubjectKind.SYSTEM
    }
    assert {one.value for one in claims} == {False}
    assert {one.citation for one in claims} == {f"{EXCLUDED[word]}, as {BY} on 1 November 2026 declared"}


def test_an_entry_that_leaves_a_system_out_and_contradicts_itself_leaves_every_role_open() -> None:
    said = (*SYSTEM.fields, ("excluded_by_art_2", "research"), ("union_placed_on", date(2026, 9, 1)))
    organisation = an_organisation(roles=("sys_provider", "deployer"))
    found = derive_roles(bound(organisation, replace(SYSTEM, fields=said)), (), {})["triage"]
    silences = [one for one in found if isinstance(one, Silence)]
    assert len(silences) == len(found)
    assert {one.fact for one in silences} == {
        name for name in ROLES if FACTS[name].subject is SubjectKind.SYSTEM
    }
    assert {one.unknown.reason for one in silences} == {
        f"{EXCLUDED['research']}, as {BY} on 1 November 2026 declared, and its entry says that it is "
        "placed on the Union market on 1 September 2026: one of them cannot be"
    }
    assert {one.unknown.how for one in silences} == {"auditor declare system  # excluded_by_art_2"}


def test_what_is_left_out_for_no_reason_is_not_left_out() -> None:
    kept = derive_roles(bound(an_organisation(), SYSTEM), (), {})["triage"]
    assert isinstance(kept[0], Claim)
    assert kept[0].value is True
