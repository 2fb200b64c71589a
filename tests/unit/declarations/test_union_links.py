from dataclasses import replace
from typing import Any

import pytest

from auditor.declarations.binding import Beside
from auditor.declarations.union_links import denied, in_union, union_links
from auditor.domain.evidence import EvidenceStatus
from auditor.domain.fact import Basis, Claim, Confidence, Fact
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment
from auditor.domain.values import FactValue
from tests.builders.declarations import a_deployment, a_system, an_evidence, an_organisation, bound

LINKS = "declaration.union_links"
KIND = "literacy-plan"
DENIES = Beside(contradicted={KIND: LINKS})


def region(place: Deployment, value: FactValue = True) -> Claim:
    words = ("hosting.region_in_union", value, Basis.DECLARED, Confidence.MEDIUM, "region", place.locator)
    return Claim(*words)


def running(name: str, state: DeploymentState = DeploymentState.RUNNING) -> Deployment:
    return replace(a_deployment(None, name), state=state)


def test_nothing_on_record_in_the_union_is_said_so() -> None:
    (nothing,) = union_links(bound(an_organisation(country="CH")), ())
    assert (nothing.value, nothing.basis) == ((), Basis.MEASURED)


@pytest.mark.parametrize(
    ("country", "links"), [("DE", [("the seat in DE",)]), ("CH", [()]), ("GB", [()]), (None, [()])]
)
def test_a_seat_in_a_member_state_is_a_link(country: str | None, links: list[tuple[str, ...]]) -> None:
    assert [one.value for one in union_links(bound(an_organisation(country=country)), ())] == links


@pytest.mark.parametrize(
    ("fields", "links"),
    [
        ({"supplied": "first"}, [("system chat is supplied in the Union",)]),
        ({"supplied": "further"}, [("system chat is supplied in the Union",)]),
        ({"supplied": None, "represents_provider": False}, [()]),
        (
            {"represents_provider": True},
            [("system chat has the organisation as its provider's representative in the Union",)],
        ),
    ],
)
def test_supply_and_representation_in_the_union_are_links(
    fields: dict[str, Any], links: list[tuple[str, ...]]
) -> None:
    assert [one.value for one in union_links(bound(a_system("chat", **fields)), ())] == links


def test_the_first_places_that_compute_in_the_union_are_named_and_the_others_counted() -> None:
    places = [running(f"bot-{n}") for n in range(5)]
    found = union_links(bound(), [(one, region(one)) for one in reversed(places)])
    assert [one.value for one in found] == [
        *((f"{one.locator} is computed in the Union",) for one in places[:3]),
        ("2 more are computed there",),
    ]
    assert {(one.basis, one.confidence) for one in found} == {(Basis.INFERRED, Confidence.MEDIUM)}
    assert union_links(bound(), [(one, region(one)) for one in places[:4]])[-1].value == (
        "1 more is computed there",
    )


def test_a_file_that_only_lies_there_links_nobody() -> None:
    lying = running("bot", DeploymentState.PRESENT)
    (nothing,) = union_links(bound(), [(lying, region(lying))])
    assert nothing.value == ()


def test_what_says_that_a_place_is_in_the_union_is_told_once() -> None:
    place = running("bot")
    inside, outside = region(place), region(place, value=False)
    assert list(in_union(place, [outside, inside, inside])) == [(place, inside)]
    assert list(in_union(place, [outside])) == []


def links_of(*words: str) -> dict[str, Fact]:
    claim = Claim(LINKS, words, Basis.INFERRED, Confidence.MEDIUM, "region", "dir:/srv")
    return {LINKS: resolve(FACTS[LINKS], [claim])}


def test_a_denial_of_what_is_on_record_is_a_problem_of_its_entry() -> None:
    absent = an_evidence(None, status=EvidenceStatus.ABSENT)
    (problem,) = denied(bound(absent, beside=DENIES), links_of("bot is computed in the Union"))
    assert problem.text == (
        "declarations/evidence.yaml:1: evidence 'literacy-plan': declared absent, but on record: "
        "bot is computed in the Union"
    )


@pytest.mark.parametrize(
    ("status", "beside", "words"),
    [
        (EvidenceStatus.ABSENT, DENIES, ()),
        (EvidenceStatus.ABSENT, Beside(), ("bot is computed in the Union",)),
        (EvidenceStatus.PRESENT, DENIES, ("bot is computed in the Union",)),
    ],
)
def test_what_denies_nothing_on_record_is_none(
    status: EvidenceStatus, beside: Beside, words: tuple[str, ...]
) -> None:
    entry = an_evidence(None, status=status)
    assert list(denied(bound(entry, beside=beside), links_of(*words))) == []


@pytest.mark.parametrize(
    ("status", "beside", "shows_late"),
    [
        (EvidenceStatus.ABSENT, DENIES, True),
        (EvidenceStatus.ABSENT, Beside(), False),
        (EvidenceStatus.PRESENT, DENIES, False),
    ],
)
def test_only_a_denial_that_can_be_contradicted_waits_for_what_is_said(
    status: EvidenceStatus, beside: Beside, *, shows_late: bool
) -> None:
    assert bound(an_evidence(None, status=status), beside=beside).shows_late is shows_late
