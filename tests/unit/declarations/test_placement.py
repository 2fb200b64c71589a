from datetime import date

import pytest

from auditor.declarations.placement import placement
from auditor.domain.declaration import Selector, SystemDeclared
from auditor.domain.fact import Claim
from tests.builders.declarations import (
    a_deployment,
    a_model,
    a_provenance,
    a_system,
    a_training,
    an_inventory,
    an_organisation,
    bound,
)

TODAY = date(2026, 11, 22)
IT = Selector("it")
NEVER = a_training(IT, union_placed_on=None)
SOLD = a_training(IT, union_placed_on=date(2026, 2, 1), provenance=a_provenance("declarations/b.yaml:1"))
PRODUCT = a_system("chat", own_name=True, union_placed_on=date(2026, 3, 1))


def test_two_declarations_that_disagree_place_nothing_and_deny_nothing() -> None:
    found = placement([NEVER, SOLD], (), TODAY)
    assert (found.is_placed, found.words) == (
        None,
        "the training declared at declarations/training.yaml:1 and declarations/b.yaml:1 "
        "disagrees on its placement",
    )


def test_a_model_inside_its_makers_own_system_is_placed_with_it() -> None:
    found = placement([NEVER], [PRODUCT], TODAY)
    assert (found.is_placed, found.words) == (
        True,
        "placed on the Union market inside 'chat' on 1 March 2026, recital 97, "
        "as A. Officer on 1 November 2026 declared",
    )
    assert placement([a_training(IT)], [PRODUCT], TODAY).is_placed is True
    assert placement([SOLD], [PRODUCT], TODAY).words.startswith("placed on the Union market on 1 February")


def test_another_makers_system_or_one_to_come_places_nothing() -> None:
    others = a_system("chat", own_name=False, union_placed_on=date(2026, 3, 1))
    planned = a_system("chat", own_name=True, union_placed_on=date(2026, 12, 1))
    assert placement([NEVER], [others, planned], TODAY).is_placed is False


IN_USE = a_system("cv", own_name=True, put_into_service_on=date(2026, 3, 1), decides_about_persons=True)


def test_a_model_that_decides_about_persons_inside_is_not_known_to_be_placed_nowhere() -> None:
    found = placement([NEVER], [IN_USE], TODAY)
    assert (found.is_placed, found.words) == (
        None,
        "used inside 'cv', which decides about persons, as A. Officer on 1 November 2026 declared: "
        "internal use that affects rights of persons in the Union places it on the market",
    )
    adverse = a_system("cv", own_name=True, put_into_service_on=date(2026, 3, 1), adverse_decisions=True)
    assert placement([NEVER], [adverse], TODAY).is_placed is None
    assert placement([SOLD], [IN_USE], TODAY).is_placed is True
    assert placement([NEVER], [IN_USE, PRODUCT], TODAY).is_placed is True


@pytest.mark.parametrize(
    "system",
    [
        a_system("cv", own_name=True, put_into_service_on=date(2026, 12, 1), decides_about_persons=True),
        a_system("cv", own_name=True, put_into_service_on=None, decides_about_persons=True),
        a_system("cv", own_name=False, put_into_service_on=date(2026, 3, 1), decides_about_persons=True),
        a_system("cv", own_name=True, put_into_service_on=date(2026, 3, 1), decides_about_persons=False),
    ],
)
def test_use_to_come_anothers_system_or_no_decision_leaves_the_word(system: SystemDeclared) -> None:
    assert placement([NEVER], [system], TODAY).is_placed is False


def test_the_systems_that_use_a_model_are_found_through_its_deployments() -> None:
    model = a_model("clinic-1")
    place = a_deployment(model, "clinic-1")
    found = bound(
        an_organisation(),
        a_system("chat", uses=(Selector(model.id),)),
        a_system("other"),
        inventory=an_inventory(model, deployments=(place,)),
    )
    assert {id_: [one.id for one in systems] for id_, systems in found.inside.items()} == {model.id: ["chat"]}


def test_what_the_organisation_itself_placed_links_it_to_the_union() -> None:
    found = bound(
        an_organisation(country="US"),
        PRODUCT,
        a_system("bought", own_name=False, union_placed_on=date(2026, 3, 1)),
        a_system("planned", own_name=True, union_placed_on=date(2026, 12, 1)),
        a_training(Selector(None, "lost*"), union_placed_on=date(2026, 11, 22)),
    )
    links = [one for one in found.claims["organisation"] if one.fact == "declaration.union_placements"]
    assert [one.value for one in links if isinstance(one, Claim)] == [
        ("system chat, placed on 1 March 2026",),
        ("model lost*, placed on 22 November 2026",),
    ]
