from dataclasses import replace

import pytest

from auditor.compute.base_updates import BASE_UPDATES, base_updates
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Unknown
from tests.unit.catalogue.building import a_catalogue, a_claim, an_entry, facts, joined

BASE = an_entry("Orca-8B", disclosed_flop=7e23)
TUNED = an_entry("Orca-8B-Chat", base_models=("Orca-8B",))
CATALOGUE = a_catalogue(BASE, TUNED)
UNSAID = "the guidelines do not say whether the training of its base Orca-8B counts beside its own run"


@pytest.mark.parametrize("basis", [Basis.ATTESTED, Basis.DECLARED])
def test_of_somebody_else_s_base_it_is_not_settled_and_the_base_is_named(basis: Basis) -> None:
    known = facts(a_claim("model.base_models", ("Orca-8B",), basis, Confidence.MEDIUM))
    assert list(base_updates(known, CATALOGUE)) == [Silence(BASE_UPDATES, Unknown(UNSAID, Settler.NOBODY))]


def test_a_provider_s_own_base_is_the_same_model() -> None:
    (claim,) = base_updates(facts(joined(TUNED)), CATALOGUE)
    assert isinstance(claim, Claim)
    assert (claim.value, claim.basis, claim.confidence) == (True, Basis.INFERRED, Confidence.MEDIUM)


def test_the_base_of_another_provider_s_release_is_not() -> None:
    other = a_catalogue(replace(BASE, provider="other"), TUNED)
    assert list(base_updates(facts(joined(TUNED)), other)) == [
        Silence(BASE_UPDATES, Unknown(UNSAID, Settler.NOBODY))
    ]


def test_of_what_names_no_base_it_is_not_known() -> None:
    unnamed = [Silence(BASE_UPDATES, Unknown("no base of it is named", Settler.NOBODY))]
    assert list(base_updates(facts(), CATALOGUE)) == unnamed
    assert list(base_updates(facts(joined(BASE)), CATALOGUE)) == unnamed
