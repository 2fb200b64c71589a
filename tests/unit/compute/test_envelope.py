import pytest

from auditor.compute.envelope import EnvelopeEstimator
from auditor.compute.omission import OMITTED
from auditor.domain.fact import Basis, Confidence
from auditor.domain.values import Range
from tests.unit.catalogue.building import PLACE, a_catalogue, a_claim, a_model, an_entry, facts

CATALOGUE = a_catalogue(an_entry("A-1B", training_tokens=100), an_entry("B-1B", training_tokens=1_000))


@pytest.mark.parametrize("level", [Confidence.MEDIUM, Confidence.LOW])
def test_bounds_come_from_the_most_published_tokens_and_have_no_central_figure(level: Confidence) -> None:
    text = a_claim("model.modalities", ("text",), Basis.INFERRED, level)

    first, second = EnvelopeEstimator().estimate(a_model(), facts(text, model__n_parameters=10), CATALOGUE)

    assert (first.fact, second.fact) == ("compute.update_bounds_flop", "compute.cumulative_bounds_flop")
    assert first.value == second.value == Range(0.0, 60_000)
    assert (first.confidence, first.method) == (Confidence.LOW, "bounds, not an estimate")
    assert first.citation == (
        f"0 to 6 x 10 parameters (measured, test: {PLACE}) x 1000 tokens "
        "(the most that any release in the catalogue states: a paper (as of 2026-01-01); "
        "a model trained on more lies above) = 6.0e4 FLOP"
    )
    assert second.citation == f"{first.citation}; {OMITTED}"


def test_an_unknown_size_has_no_bounds() -> None:
    text = a_claim("model.modalities", ("text",))

    assert list(EnvelopeEstimator().estimate(a_model(), facts(text), CATALOGUE)) == []


def test_each_term_of_the_sum_with_its_base_is_printed() -> None:
    catalogue = a_catalogue(an_entry("A-1B", training_tokens=1_000), an_entry("Base-1B", disclosed_flop=1e5))
    claims = (a_claim("model.modalities", ("text",)), a_claim("model.base_models", ("Base-1B",)))

    first, second = EnvelopeEstimator().estimate(a_model(), facts(*claims, model__n_parameters=10), catalogue)

    assert second.value == Range(0.0, 1e5 + 60_000)
    assert second.citation == (
        f"{first.citation}, plus 100000 FLOP (100000 FLOP of its base Base-1B (stated by its provider: "
        f"a paper (as of 2026-01-01))) = 1.6e5 FLOP at most; {OMITTED}"
    )
