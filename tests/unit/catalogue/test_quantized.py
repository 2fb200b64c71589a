import pytest

from auditor.catalogue.quantized import QuantizedOf, quantized_of
from auditor.domain.fact import Basis, Claim, Confidence
from tests.unit.catalogue.building import a_catalogue, a_claim, an_entry, facts, joined

ORCA = an_entry("Orca-8B", n_parameters=1_000)
DARK = an_entry("Dark-8B")
CATALOGUE = a_catalogue(ORCA, DARK)


def _of(
    *bases: str, relation: str = "quantized", level: Confidence = Confidence.MEDIUM
) -> tuple[Claim, Claim]:
    words = tuple(f"{relation} of {base}" for base in bases)
    return (
        a_claim("model.base_models", bases, Basis.DECLARED, level),
        a_claim("model.base_relations", words, Basis.DECLARED, level),
    )


@pytest.mark.parametrize(
    ("level", "worth"),
    [
        (Confidence.LOW, Confidence.LOW),
        (Confidence.MEDIUM, Confidence.MEDIUM),
        (Confidence.HIGH, Confidence.MEDIUM),
    ],
)
def test_a_copy_is_worth_no_more_than_what_calls_it_one(level: Confidence, worth: Confidence) -> None:
    assert quantized_of(facts(*_of("acme/Orca-8B", level=level)), CATALOGUE) == QuantizedOf(ORCA, worth)


@pytest.mark.parametrize(("n_parameters", "base"), [(900, ORCA), (1_100, ORCA), (1_101, None), (5, ORCA)])
def test_a_model_that_is_larger_than_its_base_is_not_its_copy(n_parameters: int, base: object) -> None:
    found = quantized_of(facts(*_of("Orca-8B"), model__n_parameters=n_parameters), CATALOGUE)
    assert (found.base if found else None) is base


def test_a_base_of_unknown_size_is_large_enough() -> None:
    assert quantized_of(facts(*_of("Dark-8B"), model__n_parameters=9), CATALOGUE) == QuantizedOf(
        DARK, Confidence.MEDIUM
    )


@pytest.mark.parametrize(
    "claims",
    [
        (),
        _of("Orca-8B", relation="finetune"),
        _of("Orca-8B", "Dark-8B"),
        _of("stranger/X"),
        _of("Orca-8B")[:1],
        (*_of("Orca-8B"), joined(DARK)),
        (_of("Orca-8B")[0], a_claim("model.base_relations", ("quantized of Dark-8B",))),
    ],
)
def test_anything_else_is_no_copy(claims: tuple[Claim, ...]) -> None:
    assert quantized_of(facts(*claims), CATALOGUE) is None
