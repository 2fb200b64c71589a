from datetime import date
from typing import Any

import pytest

from auditor import catalogue
from auditor.deployments.permitted import assess
from auditor.domain.european_union import EU_MEMBER_STATES
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, Settler, Silence, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.domain.serving import DeploymentState, ModelReference, ReferenceKind, Region
from auditor.domain.subject import Deployment
from tests.builders.declarations import attested
from tests.builders.observations import a_use

FACT = "hosting.country_allowed"
LIST = "organisation.hosting_countries"
DAY = date(2026, 11, 22)
HOSTED = {"operator": "aws", "state": DeploymentState.USED_IN_CODE}


def declared(*countries: str, confidence: Confidence = Confidence.MEDIUM) -> Fact:
    claim = Claim(LIST, countries, Basis.ATTESTED, confidence, "declaration", "a.yaml#hosting_countries")
    return Fact(LIST, Known(countries, (claim,)))


def said(
    allowed: Fact | None, *, day: date = DAY, known: dict[str, Fact] | None = None, **changes: Any
) -> Claim | Unknown:
    seen = a_use(**{**HOSTED, **changes})
    place = Deployment("dep:1", None, "chat", seen.state, "code", "code:#a.py", "seen", seen=(seen,))
    (one,) = assess(place, known or {}, allowed, catalogue.load(), day)
    assert one.fact == FACT
    return one.unknown if isinstance(one, Silence) else one


def value(allowed: Fact, region: Region) -> object:
    found = said(allowed, region=region)
    return found.value if isinstance(found, Claim) else None


IRELAND = Region("aws", "eu-west-1")


@pytest.mark.parametrize(
    ("countries", "region", "expected"),
    [
        (("IE",), IRELAND, True),
        (("DE", "IE"), IRELAND, True),
        (("EU",), IRELAND, True),
        (("DE",), IRELAND, False),
        ((), IRELAND, False),
        (("EU",), Region("aws", "us-east-1"), False),
        (("EU", "US"), Region("aws", "us-east-1"), True),
        # Anywhere in the Union is in a list with all of it, outside of one with nothing of it.
        (("EU",), Region("aws-bedrock", "eu."), True),
        (tuple(sorted(EU_MEMBER_STATES)), Region("aws-bedrock", "eu."), True),
        (("US",), Region("aws-bedrock", "eu."), False),
        (("IE",), Region("aws-bedrock", "eu."), None),
        (("EU",), Region("openai", "api.openai.com"), None),
        (("ANY",), Region("openai", "api.openai.com"), True),
        (("ANY",), Region("aws", "us-east-1"), True),
    ],
)
def test_a_region_is_in_a_country_of_the_list_or_not(
    countries: tuple[str, ...], region: Region, expected: object
) -> None:
    assert value(declared(*countries), region) == expected


def test_what_it_rests_on_is_told_and_weighs_what_its_weakest_part_does() -> None:
    claim = said(declared("DE", confidence=Confidence.LOW), region=IRELAND)
    assert isinstance(claim, Claim)
    assert (claim.basis, claim.confidence) == (Basis.INFERRED, Confidence.LOW)
    assert claim.method.startswith("region eu-west-1 of aws: ")
    assert claim.method.endswith("; allowed: DE")
    assert claim.locator == "catalogue:regions.json#aws/eu-west-1"


def test_what_the_catalogue_says_of_a_region_ages() -> None:
    fresh, old = (said(declared("IE"), region=IRELAND, day=day) for day in (DAY, date(2036, 1, 1)))
    assert isinstance(fresh, Claim)
    assert isinstance(old, Claim)
    assert (fresh.confidence, old.confidence) == (Confidence.MEDIUM, Confidence.LOW)


@pytest.mark.parametrize(
    "allowed", [None, Fact(LIST, Unknown("the organisation does not say", Settler.ORGANISATION))]
)
def test_without_a_list_nothing_is_outside_of_it(allowed: Fact | None) -> None:
    assert said(allowed, region=IRELAND) == Unknown(
        "the organisation has not declared in which countries hosted models may compute",
        Settler.ORGANISATION,
        "auditor declare organisation",
    )


def test_without_a_region_its_country_is_not_known() -> None:
    found = said(declared("EU"), region=None)
    assert isinstance(found, Unknown)
    assert found.reason == "nothing that was seen of it says in which region"


def test_the_region_of_a_resource_is_not_where_it_computes() -> None:
    found = said(declared("SE"), region=Region("azure", "swedencentral"), host=None)
    assert isinstance(found, Unknown)
    assert "is where the resource is, not where it computes" in found.reason


def test_what_the_organisation_runs_is_no_service() -> None:
    model = ModelReference("a/b", ReferenceKind.REPOSITORY)
    found = said(declared("EU"), state=DeploymentState.RUNNING, operator=None, model=model)
    assert isinstance(found, Unknown)
    assert found.reason.startswith("the organisation's own")


def stated(fact: str, value: str | bool) -> dict[str, Fact]:
    return {fact: resolve(FACTS[fact], (attested(fact, value, "d:1#region"),))}


@pytest.mark.parametrize(
    ("countries", "country", "inside"),
    [
        (("DE",), "DE", True),
        (("FR",), "DE", False),
        (("EU",), "DE", True),
        (("EU",), "US", False),
        (("ANY",), "US", True),
        ((), "DE", False),
    ],
)
def test_a_declared_country_is_one_of_the_list_or_not(
    countries: tuple[str, ...], country: str, inside: bool
) -> None:
    claim = said(declared(*countries), known=stated("hosting.country", country), region=None)
    assert isinstance(claim, Claim)
    assert (claim.value, claim.basis, claim.attested_by) == (inside, Basis.ATTESTED, "A. Officer")
    assert claim.method.startswith(f"declared to be computed in {country}; allowed: ")


def test_a_declared_region_is_in_a_country_of_the_list_and_worth_no_more_than_the_word() -> None:
    known = stated("deployment.region", "aws:eu-west-1")
    claim = said(declared("IE", confidence=Confidence.HIGH), known=known, region=None)
    assert isinstance(claim, Claim)
    assert (claim.value, claim.confidence, claim.attested_by) == (True, Confidence.MEDIUM, "A. Officer")


def test_what_is_declared_to_be_run_by_the_organisation_is_no_service() -> None:
    found = said(declared("EU"), known=stated("deployment.hosted", False), operator=None, model=None)
    assert isinstance(found, Unknown)
    assert found.reason.startswith("the organisation's own")
