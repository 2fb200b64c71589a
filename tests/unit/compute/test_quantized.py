import pytest

from auditor.compute.omission import OMITTED
from auditor.compute.quantized import QuantizedEstimator
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.domain.values import Range
from tests.unit.catalogue.building import PLACE, a_catalogue, a_claim, a_model, an_entry, facts, joined

ORCA = an_entry("Orca-8B", n_parameters=1_000, training_tokens=10_000)
TUNE = an_entry("Tune-8B", n_parameters=1_000, training_tokens=10, base_models=("Orca-8B",))
DARK = an_entry("Dark-8B")
LOST = an_entry("Lost-8B", training_tokens=10, n_parameters=1_000, base_models=("Elsewhere-8B",))
CATALOGUE = a_catalogue(ORCA, TUNE, DARK, LOST)


def _of(
    *bases: str, relation: str = "quantized", level: Confidence = Confidence.MEDIUM
) -> tuple[Claim, Claim]:
    words = tuple(f"{relation} of {base}" for base in bases)
    return (
        a_claim("model.base_models", bases, Basis.DECLARED, level),
        a_claim("model.base_relations", words, Basis.DECLARED, level),
    )


def _claims(*claims: Claim, n_parameters: int = 1_000) -> list[Claim]:
    known = facts(*claims, model__n_parameters=n_parameters)
    return list(QuantizedEstimator().estimate(a_model(), known, CATALOGUE))


@pytest.mark.parametrize("level", [Confidence.MEDIUM, Confidence.LOW])
def test_a_quantised_copy_has_its_bases_compute_and_adds_none(level: Confidence) -> None:
    source = "Commission guidelines on GPAI models: a quantised model is the same model"
    update, total = 6.0 * 1_000 * 10, 6.0 * 1_000 * 10 + 6e7
    paper = "a paper (as of 2026-01-01)"
    tune = f"6 x 1000 parameters ({paper}) x 10 tokens ({paper})"
    made_of = (
        f"{tune} + 6e7 FLOP of its base Orca-8B (6 x 1000 parameters ({paper}) x 10000 tokens ({paper}))"
    )

    assert _claims(*_of("acme/Tune-8B", level=level)) == [
        Claim(
            fact,
            Range(flop, flop, flop),
            Basis.INFERRED,
            level,
            "its base's, being a quantised copy",
            PLACE,
            how,
        )
        for fact, flop, how in (
            ("compute.update_flop", update, f"Tune-8B: {tune}; {source}"),
            ("compute.cumulative_flop", total, f"Tune-8B: {made_of}; {source}; {OMITTED}"),
        )
    ]


@pytest.mark.parametrize(
    "claims",
    [
        (),
        _of("Orca-8B", relation="finetune"),
        _of("Orca-8B", "Tune-8B"),
        _of("stranger/X"),
        _of("Dark-8B"),
        _of("Orca-8B")[:1],
        (*_of("Orca-8B"), joined(TUNE)),
        (*_of("Orca-8B"), a_claim("model.training_tokens", 7, Basis.ATTESTED)),
        (_of("Orca-8B")[0], a_claim("model.base_relations", ("quantized of Tune-8B",))),
    ],
)
def test_nothing_else_is_a_quantised_copy(claims: tuple[Claim, ...]) -> None:
    assert _claims(*claims) == []


def test_a_model_that_is_larger_than_its_base_is_no_copy_of_it() -> None:
    assert _claims(*_of("Orca-8B"), n_parameters=1_101) == []
    assert len(_claims(*_of("Orca-8B"), n_parameters=500)) == 2


def test_a_copy_of_a_release_whose_own_bases_are_not_known_has_no_cumulative_figure() -> None:
    assert [claim.fact for claim in _claims(*_of("Lost-8B"))] == ["compute.update_flop"]
