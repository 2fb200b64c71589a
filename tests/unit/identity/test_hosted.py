from datetime import date
from typing import Any

import pytest

from auditor import catalogue
from auditor.catalogue import Cell, Entity
from auditor.domain.fact import Basis, Claim, Confidence, Silence
from auditor.domain.serving import DeploymentState, ModelReference, ReferenceKind, Region
from auditor.domain.subject import Deployment
from auditor.identity.hosted import assess
from tests.builders.observations import a_use
from tests.unit.catalogue.building import a_catalogue

DAY = date(2026, 11, 22)
LATER = date(2036, 1, 1)


def a_cell(value: str, confidence: Confidence = Confidence.MEDIUM) -> Cell[str]:
    return Cell(value, "a source", confidence, DAY, LATER)


ENTITIES = (
    Entity("home", name=a_cell("Home GmbH"), country=a_cell("DE"), parent_country=a_cell("FR")),
    Entity("owned", country=a_cell("DE", Confidence.HIGH), parent_country=a_cell("US", Confidence.LOW)),
    Entity("abroad", country=a_cell("US"), parent_country=a_cell("US", Confidence.LOW)),
    Entity("orphan", country=a_cell("DE")),
    Entity("nowhere"),
)


def said(*, day: date = DAY, **changes: Any) -> dict[str, Claim | str]:
    seen = a_use(state=DeploymentState.USED_IN_CODE, **changes)
    place = Deployment("dep:1", None, "chat", seen.state, "code", "code:#a.py", "seen", seen=(seen,))
    statements = assess(place, a_catalogue(entities=ENTITIES), day)
    return {one.fact: one if isinstance(one, Claim) else one.unknown.reason for one in statements}


def values(**changes: Any) -> dict[str, object]:
    return {fact: one.value if isinstance(one, Claim) else one for fact, one in said(**changes).items()}


@pytest.mark.parametrize(
    ("operator", "country", "outside"),
    [
        ("home", "DE", False),
        ("owned", "DE", True),
        ("abroad", "US", True),
        ("orphan", "DE", "the catalogue does not say where the parent of orphan is established"),
        ("nowhere", *["the catalogue does not say where nowhere is established"] * 2),
        ("unlisted", *["the catalogue does not say where unlisted is established"] * 2),
    ],
)
def test_an_operator_has_a_seat_and_so_has_its_parent(
    operator: str, country: object, outside: object
) -> None:
    found = values(operator=operator)
    assert (found["hosting.operator_country"], found["hosting.third_country"]) == (country, outside)


def test_a_seat_is_worth_what_backs_it_and_never_more_than_medium() -> None:
    claim = said(operator="owned")["hosting.third_country"]
    assert isinstance(claim, Claim)
    assert (claim.basis, claim.confidence) == (Basis.CATALOGUED, Confidence.LOW)
    assert claim.method == "seat of the operator's ultimate parent in US"
    better = said(operator="abroad")["hosting.third_country"]
    assert isinstance(better, Claim)
    assert (better.confidence, better.method) == (Confidence.MEDIUM, "seat of the operator in US")


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        (Region("aws", "eu-west-1"), True),
        (Region("ibm-cloud", "eu-gb"), False),
        (Region("aws", "us-east-1"), False),
        (Region("aws", "mars-1"), "region 'mars-1' of aws is not in the catalogue"),
        (None, "nothing that was seen of it says in which region"),
    ],
)
def test_a_region_lies_where_its_provider_has_it(region: Region | None, expected: object) -> None:
    assert values(region=region)["hosting.region_in_union"] == expected


def test_a_profile_that_computes_in_more_than_one_place_tells_no_place() -> None:
    reason = values(region=Region("azure-openai", "DataZoneStandard"))["hosting.region_in_union"]
    assert "is no one place" in str(reason)


@pytest.mark.parametrize(
    ("host", "settings", "expected"),
    [
        ("kis.swedencentral.api.cognitive.microsoft.com", (), "which deployment type is it"),
        ("kis.swedencentral.models.ai.azure.com", (), "which deployment type is it"),
        (None, (("deployment_type", "GlobalStandard"),), "inference in any Azure region world-wide"),
        (None, (("deployment_type", "DataZoneStandard"),), "anywhere inside the Microsoft data zone"),
        (None, (("deployment_type", "Standard"),), "True"),
        ("kis.swedencentral.inference.ml.azure.com", (), "True"),
    ],
)
def test_the_region_of_a_resource_at_azure_is_not_where_it_computes(
    host: str | None, settings: tuple[tuple[str, str], ...], expected: str
) -> None:
    found = values(region=Region("azure", "swedencentral"), host=host, settings=settings)
    assert expected in str(found["hosting.region_in_union"])


@pytest.mark.parametrize(
    ("written", "told"), [("us-east-1", "called in us-east-1, "), ("os.environ/REGION", ""), ("", "")]
)
def test_the_region_that_a_profile_is_called_in_is_told_beside_it(written: str, told: str) -> None:
    found = said(region=Region("aws-bedrock", "us."), settings=(("region", written),))
    claim = found["hosting.region_in_union"]
    assert isinstance(claim, Claim)
    assert claim.method.startswith(f"{told}region us. of aws-bedrock: ")


def test_a_region_of_which_a_part_is_from_memory_is_low() -> None:
    claim = said(region=Region("gcp", "europe-west4"))["hosting.region_in_union"]
    assert isinstance(claim, Claim)
    assert (claim.value, claim.confidence) == (True, Confidence.LOW)


def test_anywhere_is_not_known_to_be_outside_the_union() -> None:
    reason = values(region=Region("openai", "api.openai.com"))["hosting.region_in_union"]
    assert reason == (
        "api.openai.com (openai) is no one place that is known: anywhere; default, no residency"
    )


def test_a_place_that_no_terms_state_is_not_that_of_the_contract() -> None:
    reason = values(region=Region("moonshot", "api.moonshot.ai"))["hosting.region_in_union"]
    assert reason == (
        "api.moonshot.ai (moonshot) is no one place that is known: not stated; Singapore contracting entity, "
        "place of processing not in the terms"
    )


def test_what_is_known_of_a_region_ages() -> None:
    claim = said(region=Region("aws", "eu-west-1"), day=LATER)["hosting.region_in_union"]
    assert isinstance(claim, Claim)
    assert claim.confidence is Confidence.LOW


def test_of_what_is_run_here_no_operator_is_asked_for() -> None:
    own = "the organisation's own, as far as was seen: nobody else operates it"
    assert values(operator=None)["hosting.third_country"] == own
    hosted = ModelReference("gpt-5", ReferenceKind.HOSTED)
    nobody = "nothing that was seen of it says who operates it"
    assert values(operator=None, model=hosted)["hosting.third_country"] == nobody


def test_every_operator_of_the_catalogue_of_hosts_is_an_entity() -> None:
    from auditor.catalogue.hosts import load_hosts

    operators = {row.entity.value for row in load_hosts().hosts.values() if row.entity.value}
    assert operators <= set(catalogue.load().entities)


def test_silences_name_who_could_tell() -> None:
    place = Deployment("dep:1", "m", "x", DeploymentState.PRESENT, "dir", "dir:m#x", "there")
    statements = tuple(assess(place, a_catalogue(), DAY))
    assert len(statements) == 5
    assert all(isinstance(one, Silence) for one in statements)


def test_an_operator_is_called_by_its_name_where_the_catalogue_has_one() -> None:
    names = [values(operator=operator)["hosting.operator_name"] for operator in ("home", "owned", "unlisted")]
    assert names == [
        "Home GmbH",
        "the catalogue does not name owned",
        "the catalogue does not name unlisted",
    ]
    assert str(values(operator=None)["hosting.operator_name"]).endswith("nobody else operates it")


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({"operator": "home"}, True),
        ({"operator": "unlisted"}, True),
        ({"operator": None, "model": ModelReference("gpt-4o", ReferenceKind.HOSTED)}, False),
        (
            {"operator": None, "model": ModelReference("a/b", ReferenceKind.REPOSITORY)},
            "the organisation's own, as far as was seen: nobody else operates it",
        ),
        (
            {"operator": None, "model": None, "runtime": None},
            "nothing that was seen of it says who operates it",
        ),
    ],
)
def test_a_service_whose_operator_nobody_names_is_told(changes: dict[str, Any], known: object) -> None:
    assert values(**changes)["hosting.operator_known"] == known


@pytest.mark.parametrize(
    ("region", "reason"),
    [
        (None, "nothing that was seen of it says in which region"),
        (Region("abroad", "EU"), "region 'EU' of abroad is not in the catalogue"),
        (Region("aws", "köln-1"), "region 'köln-1' of aws is not in the catalogue"),
    ],
)
def test_a_region_that_the_catalogue_does_not_have_is_named(region: Region | None, reason: str) -> None:
    assert values(region=region)["hosting.region_in_union"] == reason


def test_whose_region_it_is_is_told_by_name() -> None:
    seen = a_use(state=DeploymentState.DECLARED, operator="openai", region=Region("openai", "EU"))
    place = Deployment("dep:1", None, "chat", seen.state, "csv", "csv:#a:1", "listed", seen=(seen,))
    (silence,) = (
        one for one in assess(place, catalogue.load(), DAY) if one.fact == "hosting.region_in_union"
    )
    assert isinstance(silence, Silence)
    assert silence.unknown.reason == "region 'EU' of OpenAI Group PBC is not in the catalogue"
