from auditor.compute.published import PublishedEstimator
from auditor.domain.fact import Basis, Confidence
from auditor.domain.values import Range
from tests.unit.catalogue.building import a_catalogue, a_cell, a_model, an_entry, facts, joined

GUESS = an_entry("Guess-8B", estimated_flop=a_cell(9e7, Confidence.LOW, "Epoch AI, a row"))


def test_a_third_partys_figure_keeps_its_own_confidence_and_source() -> None:
    first, _ = PublishedEstimator().estimate(a_model(), facts(joined(GUESS)), a_catalogue(GUESS))

    assert (first.value, first.basis, first.confidence) == (
        Range(9e7, 9e7, 9e7),
        Basis.INFERRED,
        Confidence.LOW,
    )
    assert (first.method, first.citation) == (
        "published estimate (Epoch AI)",
        "9e7 FLOP: Epoch AI, a row (as of 2026-01-01, unverified)",
    )


def test_a_release_that_nobody_estimated_gives_nothing() -> None:
    told = an_entry("Told-8B", disclosed_flop=5e7)

    assert list(PublishedEstimator().estimate(a_model(), facts(joined(told)), a_catalogue(told))) == []
    assert list(PublishedEstimator().estimate(a_model(), {}, a_catalogue(GUESS))) == []
