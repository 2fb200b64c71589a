from auditor.compute.disclosed import DisclosedEstimator
from auditor.compute.omission import OMITTED
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.domain.values import Range
from tests.unit.catalogue.building import a_catalogue, a_cell, a_model, an_entry, facts, joined

TOLD = an_entry("Told-8B", disclosed_flop=a_cell(5e7, Confidence.HIGH, "its paper"))


def test_the_stated_figure_counts_for_both_quantities_and_no_more_than_the_join() -> None:
    claims = list(DisclosedEstimator().estimate(a_model(), facts(joined(TOLD)), a_catalogue(TOLD)))

    assert claims == [
        Claim(
            fact,
            Range(5e7, 5e7, 5e7),
            Basis.CATALOGUED,
            Confidence.MEDIUM,
            "disclosed by the provider",
            "catalogue:models/acme.json#Told-8B",
            f"5e7 FLOP: its paper (as of 2026-01-01){rest}",
        )
        for fact, rest in (("compute.update_flop", ""), ("compute.cumulative_flop", f"; {OMITTED}"))
    ]


def test_a_release_whose_provider_says_nothing_gives_nothing() -> None:
    silent = an_entry("Silent-8B", estimated_flop=5e7)

    assert list(DisclosedEstimator().estimate(a_model(), facts(joined(silent)), a_catalogue(silent))) == []
    assert list(DisclosedEstimator().estimate(a_model(), {}, a_catalogue(TOLD))) == []
