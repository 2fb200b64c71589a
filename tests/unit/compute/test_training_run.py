from dataclasses import replace

from auditor.compute.omission import OMITTED
from auditor.compute.training_run import TrainingRun, point
from auditor.domain.fact import Basis, Confidence
from auditor.domain.values import Range
from tests.unit.catalogue.building import PLACE, a_catalogue, a_cell, a_claim, an_entry, facts, joined

BASE = an_entry("Orca-8B", disclosed_flop=a_cell(100.0, Confidence.LOW))
TUNE = an_entry("Tune-8B", base_models=("Orca-8B",))
CATALOGUE = a_catalogue(BASE, TUNE)
RUN = TrainingRun(Range(8, 12, 10), Basis.INFERRED, Confidence.MEDIUM, "6PD", PLACE, "its inputs")


def test_what_the_lineage_adds_shifts_the_whole_range_and_weakens_it() -> None:
    known = facts(a_claim("model.base_models", ("acme/Orca-8B",)))

    update, cumulative = RUN.claims(known, CATALOGUE)

    assert (update.value, update.confidence) == (Range(8, 12, 10), Confidence.MEDIUM)
    assert (cumulative.value, cumulative.confidence) == (Range(108, 112, 110), Confidence.LOW)
    assert cumulative.citation == (
        "its inputs; 10 FLOP of its own run + 100 FLOP of its base Orca-8B "
        f"(stated by its provider: a paper (as of 2026-01-01, unverified)) = 1.1e2 FLOP; {OMITTED}"
    )


def test_a_listed_release_has_the_bases_of_its_entry() -> None:
    _, cumulative = RUN.claims(facts(joined(TUNE)), CATALOGUE)

    assert cumulative.value == Range(108, 112, 110)


def test_a_declared_run_on_a_listed_release_comes_on_top_of_that_release() -> None:
    base = a_claim("model.base_models", ("Orca-8B",), Basis.ATTESTED)
    one_run = replace(RUN, is_one_run=True)

    _, cumulative = one_run.claims(facts(joined(BASE), base), CATALOGUE)
    _, undeclared = one_run.claims(facts(joined(BASE)), CATALOGUE)

    assert (cumulative.value, undeclared.value) == (Range(108, 112, 110), Range(8, 12, 10))


def test_an_unknown_base_leaves_only_the_run_itself() -> None:
    known = facts(a_claim("model.base_models", ("stranger/X",)))

    assert [claim.fact for claim in RUN.claims(known, CATALOGUE)] == ["compute.update_flop"]


def test_a_range_without_a_central_figure_stands_for_its_low() -> None:
    bare = TrainingRun(Range(8, 12), Basis.INFERRED, Confidence.MEDIUM, "6PD", PLACE, "its inputs")

    assert bare.central == 8
    assert point(5) == Range(5, 5, 5)
