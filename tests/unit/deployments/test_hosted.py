from datetime import date
from typing import Any

import pytest

from auditor import catalogue
from auditor.catalogue import Cell, Entity
from auditor.deployments.hosted import assess
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Silence, Statement
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.domain.serving import DeploymentState, ModelReference, ReferenceKind, Region
from auditor.domain.subject import Deployment
from tests.builders.declarations import attested
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
    statements = assess(place, {}, a_catalogue(entities=ENTITIES), day)
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
    ("host", "deployed_as", "expected"),
    [
        ("kis.swedencentral.api.cognitive.microsoft.com", "", "which deployment type is it"),
        ("kis.swedencentral.models.ai.azure.com", "", "which deployment type is it"),
        (None, "GlobalStandard", "inference in any Azure region world-wide"),
        (None, "DataZoneStandard", "anywhere inside the Microsoft data zone"),
        (None, "Standard", "True"),
        ("kis.swedencentral.inference.ml.azure.com", "", "True"),
    ],
)
def test_the_region_of_a_resource_at_azure_is_not_where_it_computes(
    host: str | None, deployed_as: str, expected: str
) -> None:
    found = values(region=Region("azure", "swedencentral"), host=host, deployment_type=deployed_as)
    assert expected in str(found["hosting.region_in_union"])


@pytest.mark.parametrize(
    ("written", "told"), [("us-east-1", "called in us-east-1, "), ("os.environ/REGION", ""), ("", "")]
)
def test_the_region_that_a_profile_is_called_in_is_told_beside_it(written: str, told: str) -> None:
    found = said(region=Region("aws-bedrock", "us."), region_written=written)
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
    statements = tuple(assess(place, {}, a_catalogue(), DAY))
    assert len(statements) == 6
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
        one for one in assess(place, {}, catalogue.load(), DAY) if one.fact == "hosting.region_in_union"
    )
    assert isinstance(silence, Silence)
    assert silence.unknown.reason == "region 'EU' of OpenAI Group PBC is not in the catalogue"


@pytest.mark.parametrize(
    ("region", "country"),
    [
        (Region("aws", "eu-west-1"), "IE"),
        (Region("aws-bedrock", "eu."), None),
        (Region("openai", "api.openai.com"), None),
        (None, None),
    ],
)
def test_the_country_of_a_region_is_told_where_it_is_one(region: Region | None, country: str | None) -> None:
    found = said(region=region)["hosting.country"]
    assert (found.value if isinstance(found, Claim) else None) == country


def declared(**values: str | bool) -> dict[str, Fact]:
    """Return what the organisation says of a deployment."""
    facts = (name.replace("__", ".") for name in values)
    claims = (attested(fact, value, "d:1#x") for fact, value in zip(facts, values.values(), strict=True))
    return {claim.fact: resolve(FACTS[claim.fact], (claim,)) for claim in claims}


def statements(known: dict[str, Fact], **changes: Any) -> dict[str, list[Statement]]:
    seen = a_use(**{"state": DeploymentState.USED_IN_CODE, "operator": None, "region": None, **changes})
    place = Deployment("dep:1", None, "chat", seen.state, "code", "code:#a.py", "seen", seen=(seen,))
    found: dict[str, list[Statement]] = {}
    for one in assess(place, known, a_catalogue(entities=ENTITIES), DAY):
        found.setdefault(one.fact, []).append(one)
    return found


def told(known: dict[str, Fact], fact: str, **changes: Any) -> list[object]:
    return [one.value for one in statements(known, **changes)[fact] if isinstance(one, Claim)]


def test_a_declared_operator_is_looked_up_like_one_that_was_seen() -> None:
    known = declared(deployment__operator="owned")
    assert told(known, "hosting.operator_known") == [True]
    assert told(known, "hosting.operator_country") == ["DE"]
    assert told(known, "hosting.third_country") == [True]
    both = declared(deployment__operator="home")
    for fact in ("hosting.operator_known", "hosting.third_country", "hosting.operator_name"):
        (word,) = statements(both)[fact]
        assert isinstance(word, Claim)
        assert (word.basis, word.attested_by, word.locator) == (Basis.ATTESTED, "A. Officer", "d:1#x")
        (seen,) = statements(both, operator="home")[fact]
        assert isinstance(seen, Claim)
        assert (seen.basis is Basis.ATTESTED, seen.attested_by) == (False, "")
    assert told(both, "hosting.operator_country", operator="abroad") == ["US", "DE"]
    assert told(both, "hosting.operator_country", operator="home") == ["DE"]


def test_a_declared_operator_that_the_catalogue_does_not_have_is_called_as_it_is_declared() -> None:
    known = declared(deployment__operator="Example Clinic")
    (name,) = statements(known, operator=None)["hosting.operator_name"]
    assert name == attested("hosting.operator_name", "Example Clinic", "d:1#x")
    assert told(known, "hosting.operator_known") == [True]
    assert told(known, "hosting.operator_country") == []


def test_who_computes_it_may_be_declared_where_nothing_that_was_seen_tells() -> None:
    changes = {"model": None, "runtime": None}
    assert told(declared(deployment__hosted=True), "hosting.operator_known", **changes) == [False]
    assert told(declared(deployment__hosted=False), "hosting.operator_known", **changes) == []
    called = {"model": ModelReference("gpt-5", ReferenceKind.HOSTED)}
    assert told({}, "hosting.operator_known", **called) == [False]
    assert told(declared(deployment__hosted=False), "hosting.operator_known", **called) == []


@pytest.mark.parametrize(("country", "inside"), [("DE", True), ("IS", False), ("US", False)])
def test_a_declared_country_lies_in_the_union_or_not_on_the_same_word(country: str, inside: bool) -> None:
    known = declared(hosting__country=country)
    assert statements(known)["hosting.region_in_union"] == [
        attested("hosting.region_in_union", inside, "d:1#x")
    ]


def test_a_declared_country_is_kept_beside_the_region_that_was_seen() -> None:
    known, region = declared(hosting__country="DE"), Region("aws", "us-east-1")
    assert told(known, "hosting.region_in_union", region=region) == [False, True]
    assert told(known, "hosting.country", region=region) == ["US"]


def test_a_declared_region_lies_where_the_catalogue_has_it_and_rests_on_the_word_too() -> None:
    known = declared(deployment__region="aws:eu-west-1")
    (country,) = statements(known)["hosting.country"]
    assert isinstance(country, Claim)
    assert (country.value, country.basis, country.confidence) == ("IE", Basis.ATTESTED, Confidence.MEDIUM)
    assert (country.attested_by, country.locator) == ("A. Officer", "d:1#x")
    assert country.method.startswith("region eu-west-1 of aws: ")
    assert told(known, "hosting.region_in_union") == [True]


def test_a_declared_region_is_where_it_computes_and_not_where_its_resource_is() -> None:
    region = Region("azure", "swedencentral")
    assert told({}, "hosting.country", region=region) == []
    known = declared(deployment__region="azure:swedencentral")
    assert told(known, "hosting.country", region=region) == ["SE"]


def test_what_is_not_known_and_can_be_declared_names_the_command() -> None:
    for fact in ("hosting.operator_name", "hosting.operator_country", "hosting.third_country"):
        (one,) = statements({}, operator=None)[fact]
        assert isinstance(one, Silence)
        assert one.unknown.how == "auditor declare hosting"
    (seat,) = statements({}, operator="nowhere")["hosting.third_country"]
    assert isinstance(seat, Silence)
    assert seat.unknown.how == "auditor declare hosting  # operator_country"
    (parent,) = statements({}, operator="orphan")["hosting.third_country"]
    assert isinstance(parent, Silence)
    assert parent.unknown.how == "auditor declare hosting  # operator_parent_country"
