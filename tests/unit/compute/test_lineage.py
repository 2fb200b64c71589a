from hypothesis import given
from hypothesis import strategies as st

from auditor.compute.lineage import NoFigure, Sum, cumulative_flop, own_flop, with_bases
from auditor.domain.fact import Confidence
from tests.unit.catalogue.building import a_catalogue, a_cell, an_entry

BASE = an_entry("Orca-8B", n_parameters=1_000, training_tokens=10_000)
CATALOGUE = a_catalogue(
    BASE,
    an_entry("Tune-8B", n_parameters=1_000, training_tokens=10, base_models=("Orca-8B",)),
    an_entry("Again-8B", n_parameters=1_000, training_tokens=20_000, base_models=("Orca-8B-Base",)),
    an_entry("Self-8B-Instruct", n_parameters=1_000, training_tokens=10, base_models=("Self-8B-Base",)),
    an_entry("Ring-1B", n_parameters=1_000, training_tokens=10, base_models=("Ring-2B",)),
    an_entry("Ring-2B", n_parameters=1_000, training_tokens=10, base_models=("Ring-1B",)),
    an_entry("Dark-8B", n_parameters=1_000),
    an_entry("Lost-8B", n_parameters=1_000, training_tokens=10, base_models=("Elsewhere-8B",)),
    an_entry("Deep-8B", n_parameters=1_000, training_tokens=1, base_models=("Dark-8B",)),
    an_entry("Told-8B", disclosed_flop=5e7, estimated_flop=9e7, n_parameters=1, training_tokens=1),
    an_entry("Guess-8B", estimated_flop=a_cell(9e7, Confidence.LOW)),
    an_entry("Mix-8B", n_parameters=1_000, n_active_parameters=100, training_tokens=10),
)


PAPER = "a paper (as of 2026-01-01)"


def _inputs(n_parameters: int, n_tokens: int) -> str:
    return f"6 x {n_parameters} parameters ({PAPER}) x {n_tokens} tokens ({PAPER})"


BASE_INPUTS = _inputs(1_000, 10_000)


def _cumulative(id_: str) -> Sum | NoFigure:
    return cumulative_flop(CATALOGUE.entries[id_], CATALOGUE)


def test_the_best_method_the_catalogue_allows_is_a_releases_own_figure() -> None:
    high = Confidence.HIGH
    assert own_flop(CATALOGUE.entries["Told-8B"]) == Sum(5e7, high, f"stated by its provider: {PAPER}")
    assert own_flop(BASE) == Sum(6e7, high, BASE_INPUTS)
    assert own_flop(CATALOGUE.entries["Mix-8B"]) == Sum(6e3, high, _inputs(100, 10))
    assert own_flop(CATALOGUE.entries["Guess-8B"]) == Sum(
        9e7, Confidence.LOW, "a third party's estimate: a paper (as of 2026-01-01, unverified)"
    )
    assert own_flop(CATALOGUE.entries["Dark-8B"]) is None


def test_a_smaller_figure_cannot_include_its_base_and_is_added_to_it() -> None:
    assert _cumulative("Tune-8B") == Sum(
        6e7 + 6e4, Confidence.HIGH, f"{_inputs(1_000, 10)} + 6e7 FLOP of its base Orca-8B ({BASE_INPUTS})"
    )


def test_a_larger_figure_includes_its_base() -> None:
    included = f"{_inputs(1_000, 20_000)} (taken to include Orca-8B)"
    assert _cumulative("Again-8B") == Sum(1.2e8, Confidence.HIGH, included)


def test_base_and_instruct_of_one_release_are_one_model() -> None:
    assert _cumulative("Self-8B-Instruct") == Sum(6e4, Confidence.HIGH, _inputs(1_000, 10))


def test_a_circle_has_no_sum() -> None:
    assert _cumulative("Ring-1B") == NoFigure("the lineage runs in a circle at Ring-1B")


def test_a_base_that_is_not_known_leaves_the_sum_unknown() -> None:
    assert _cumulative("Lost-8B") == NoFigure("its base Elsewhere-8B is not in the catalogue")
    assert _cumulative("Deep-8B") == NoFigure("the compute of Dark-8B is not known")
    assert _cumulative("Dark-8B") == NoFigure("the compute of Dark-8B is not known")


def test_several_bases_all_count() -> None:
    own = Sum(1.0, Confidence.LOW, "its own run")

    assert with_bases(own, ["Orca-8B", "Told-8B"], CATALOGUE) == Sum(
        6e7 + 5e7 + 1,
        Confidence.LOW,
        f"its own run + 6e7 FLOP of its base Orca-8B ({BASE_INPUTS}) "
        f"+ 5e7 FLOP of its base Told-8B (stated by its provider: {PAPER})",
    )


def test_two_variants_of_one_base_count_once() -> None:
    own = Sum(1.0, Confidence.HIGH, "its own run")

    assert with_bases(own, ["Orca-8B", "acme/Orca-8B-Instruct"], CATALOGUE) == Sum(
        6e7 + 1, Confidence.HIGH, f"its own run + 6e7 FLOP of its base Orca-8B ({BASE_INPUTS})"
    )


def test_a_base_that_another_base_was_made_from_counts_once() -> None:
    own = Sum(1.0, Confidence.HIGH, "its own run")

    added = with_bases(own, ["Tune-8B", "Orca-8B"], CATALOGUE)
    included = with_bases(own, ["Orca-8B", "Again-8B"], CATALOGUE)

    assert isinstance(added, Sum)
    assert added.flop == 6e7 + 6e4 + 1
    assert included == Sum(
        1.2e8 + 1,
        Confidence.HIGH,
        f"its own run + 1.2e8 FLOP of its base Again-8B ({_inputs(1_000, 20_000)}) "
        "(taken to include Orca-8B)",
    )


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_more_training_on_a_base_is_never_less_compute(some: float, more: float) -> None:
    few, many = (
        with_bases(Sum(flop, Confidence.HIGH, ""), ["Orca-8B", "Again-8B"], CATALOGUE, is_one_run=True)
        for flop in sorted((some, more))
    )

    assert isinstance(few, Sum)
    assert isinstance(many, Sum)
    assert 1.2e8 <= few.flop <= many.flop
