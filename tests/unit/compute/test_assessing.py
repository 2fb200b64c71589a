from dataclasses import replace

import pytest

from auditor.catalogue import Catalogue, load
from auditor.compute import ESTIMATORS, OMITTED, assess, figure
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact, Known
from auditor.domain.header import FileRole
from auditor.domain.values import Range
from tests.builders.figures import FIGURES
from tests.unit.catalogue.building import (
    PLACE,
    a_catalogue,
    a_cell,
    a_claim,
    a_model,
    an_entry,
    facts,
    joined,
    resolved,
    value,
)

ORCA = an_entry("Orca-8B", n_parameters=1_000, training_tokens=10_000)
CATALOGUE = a_catalogue(ORCA, an_entry("Dark-8B", n_parameters=1_000), an_entry("Sparse-8B"))
TOKENS = a_claim("model.training_tokens", 10_000, Basis.CATALOGUED, Confidence.MEDIUM)
TEXT = a_claim("model.modalities", ("text",), Basis.INFERRED, Confidence.MEDIUM)
ATTESTED = a_claim("model.training_tokens", 50, Basis.ATTESTED, Confidence.MEDIUM)


def _on(*bases: str) -> Claim:
    return a_claim("model.base_models", bases, Basis.DECLARED, Confidence.MEDIUM)


def _assessed(
    known: dict[str, Fact], catalogue: Catalogue = CATALOGUE, role: FileRole = FileRole.WEIGHTS
) -> dict[str, Fact]:
    return resolved(assess(a_model("mine", role=role), known, catalogue, ESTIMATORS, FIGURES))


def _claims(found: dict[str, Fact], name: str) -> tuple[Claim, ...]:
    state = found[name].state
    assert isinstance(state, Known)
    return state.claims


def _point(flop: float) -> Range:
    return Range(flop, flop, flop)


def _within(flop: float) -> Range:
    return Range(0.7 * flop, 1.3 * flop, flop)


def test_methods_have_names_of_their_own_best_first() -> None:
    assert [estimator.method for estimator in ESTIMATORS] == [
        "disclosed by the provider",
        "hardware",
        "6PD",
        "published estimate (Epoch AI)",
        "its base's, being a quantised copy",
        "bounds, not an estimate",
    ]


def test_size_and_tokens_give_both_quantities_and_their_bounds() -> None:
    found = _assessed(facts(joined(ORCA), TOKENS, model__n_parameters=1_000))

    assert {name: value(found, name) for name in found} == {
        "compute.update_flop": _point(6e7),
        "compute.update_bounds_flop": _within(6e7),
        "compute.cumulative_flop": _point(6e7),
        "compute.cumulative_bounds_flop": _within(6e7),
        "compute.base_updates_count": "unknown: no base of it is named",
    }


def test_an_estimate_names_its_inputs_and_is_no_better_than_them() -> None:
    state = _assessed(facts(joined(ORCA), TOKENS, model__n_parameters=1_000))["compute.update_flop"].state

    assert isinstance(state, Known)
    (claim,) = state.claims
    assert (claim.basis, claim.confidence, claim.method) == (Basis.INFERRED, Confidence.MEDIUM, "6PD")
    assert claim.citation == (
        f"6 x 1000 parameters (measured, test: {PLACE}) x 10000 tokens (catalogued, test: {PLACE}) "
        "= 6.0e7 FLOP; Commission guidelines on GPAI models, Annex A.2"
    )


def test_a_mixture_counts_its_active_parameters_and_says_that_this_is_inferred() -> None:
    known = facts(TOKENS, model__n_parameters=1_000, model__n_active_parameters=100, model__n_experts=8)

    state = _assessed(known)["compute.update_flop"].state

    assert isinstance(state, Known)
    assert state.value == _point(6e6)
    assert state.claims[0].method == "6PD, active parameters"
    assert str(state.claims[0].citation).endswith("with the parameters used per token (inferred)")


def test_fewer_active_parameters_alone_tell_a_mixture() -> None:
    known = facts(TOKENS, model__n_parameters=1_000, model__n_active_parameters=100)

    state = _assessed(known)["compute.update_flop"].state

    assert isinstance(state, Known)
    assert state.claims[0].method == "6PD, active parameters"


def test_a_mixture_of_unknown_activity_is_not_guessed() -> None:
    found = _assessed(facts(TOKENS, model__n_parameters=1_000, model__n_experts=8))

    assert (
        value(found, "compute.update_flop")
        == "unknown: the number of its parameters used per token is not known"
    )


def test_without_a_size_there_is_no_figure() -> None:
    found = _assessed(facts(TOKENS, TEXT))

    assert value(found, "compute.update_bounds_flop") == "unknown: the number of its parameters is not known"


def test_a_range_spans_what_its_inputs_are_claimed_to_be() -> None:
    counted = [a_claim("model.n_parameters", n) for n in (1_000, 1_030)]

    found = _assessed(facts(TOKENS, *counted))

    assert value(found, "compute.update_flop") == Range(6e7, 6.18e7, 6e7)


def test_the_providers_own_figure_speaks_first_and_agreeing_methods_span_the_range() -> None:
    told = an_entry("Told-8B", disclosed_flop=6.6e7, estimated_flop=a_cell(5e7, Confidence.MEDIUM))
    known = facts(joined(told), TOKENS, model__n_parameters=1_000)

    state = _assessed(known, a_catalogue(told))["compute.update_flop"].state

    assert isinstance(state, Known)
    assert state.value == Range(5e7, 6.6e7, 6.6e7)
    assert [claim.method for claim in state.claims] == [
        "disclosed by the provider",
        "6PD",
        "published estimate (Epoch AI)",
    ]
    assert [claim.confidence for claim in state.claims] == [Confidence.MEDIUM] * 3


def test_methods_that_disagree_beyond_the_permitted_error_are_a_conflict() -> None:
    odd = an_entry("Odd-8B", estimated_flop=a_cell(9e9, Confidence.LOW))
    known = facts(joined(odd), TOKENS, model__n_parameters=1_000)

    found = _assessed(known, a_catalogue(odd))

    assert isinstance(found["compute.update_flop"].state, Conflict)
    bounds_state = found["compute.update_bounds_flop"].state
    assert isinstance(bounds_state, Conflict)
    assert [claim.value for claim in bounds_state.claims] == [_within(6e7), _within(9e9)]


def test_a_third_partys_estimate_is_named_as_such() -> None:
    guess = an_entry("Guess-8B", estimated_flop=a_cell(9e7, Confidence.MEDIUM, "Epoch AI, a row"))

    state = _assessed(facts(joined(guess)), a_catalogue(guess))["compute.update_flop"].state

    assert isinstance(state, Known)
    assert (state.claims[0].basis, state.claims[0].method) == (
        Basis.INFERRED,
        "published estimate (Epoch AI)",
    )
    assert str(state.claims[0].citation).startswith("9e7 FLOP: Epoch AI, a row")


def test_without_tokens_there_are_bounds_and_no_figure() -> None:
    found = _assessed(facts(TEXT, model__n_parameters=100))

    assert value(found, "compute.update_flop") == "unknown: its training tokens are not known"
    assert value(found, "compute.update_bounds_flop") == Range(0.0, 1.3 * (6 * 100 * 10_000))
    assert value(found, "compute.cumulative_bounds_flop") == Range(0.0, 1.3 * (6 * 100 * 10_000))


@pytest.mark.parametrize(
    "claims",
    [
        (),
        (a_claim("model.modalities", ("segmentation",)),),
    ],
)
def test_what_is_not_trained_on_tokens_has_no_bounds(claims: tuple[Claim, ...]) -> None:
    found = _assessed(facts(*claims, model__n_parameters=100))

    assert value(found, "compute.update_bounds_flop") == "unknown: its training tokens are not known"


def test_a_catalogue_without_tokens_gives_no_bounds() -> None:
    found = _assessed(facts(TEXT, model__n_parameters=100), a_catalogue())

    assert value(found, "compute.update_bounds_flop") == "unknown: its training tokens are not known"


def test_a_fine_tune_of_unknown_length_names_its_bases_figure_and_claims_none() -> None:
    found = _assessed(facts(_on("acme/Orca-8B"), TEXT, model__n_parameters=1_000))

    why = "the training tokens of its own run are not known; its base acme/Orca-8B alone took 6.0e7 FLOP"
    reason = f"unknown: {why}"
    assert value(found, "compute.update_flop") == reason
    assert value(found, "compute.cumulative_flop") == reason
    assert value(found, "compute.cumulative_bounds_flop") == Range(0.0, 1.3 * 6e7 + 1.3 * 6e7)


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        ("stranger/X", "its base stranger/X is not in the catalogue"),
        ("Dark-8B", "the compute of Dark-8B is not known"),
    ],
)
def test_a_fine_tune_of_an_unknown_base_has_no_cumulative_bounds(base: str, reason: str) -> None:
    found = _assessed(facts(_on(base), TEXT, model__n_parameters=1_000))

    expected = f"unknown: the training tokens of its own run are not known; {reason}"
    assert value(found, "compute.cumulative_bounds_flop") == expected
    assert isinstance(value(found, "compute.update_bounds_flop"), Range)


def test_a_declared_run_adds_to_its_base() -> None:
    found = _assessed(facts(_on("acme/Orca-8B"), ATTESTED, model__n_parameters=1_000))

    assert value(found, "compute.update_flop") == _point(3e5)
    assert value(found, "compute.cumulative_flop") == _point(6e7 + 3e5)


def test_a_declared_run_adds_to_its_base_however_long_it_is() -> None:
    longer = a_claim("model.training_tokens", 10_100, Basis.ATTESTED, Confidence.MEDIUM)

    found = _assessed(facts(_on("acme/Orca-8B"), longer, model__n_parameters=1_000))

    assert value(found, "compute.cumulative_flop") == _point(6e7 + 6.06e7)


def test_a_declared_run_on_an_unknown_base_has_no_cumulative_figure() -> None:
    found = _assessed(facts(_on("stranger/X"), ATTESTED, model__n_parameters=1_000))

    assert value(found, "compute.update_flop") == _point(3e5)
    assert value(found, "compute.cumulative_flop") == (
        "unknown: its base stranger/X is not in the catalogue, and its compute counts"
    )


def test_tokens_of_a_base_that_nobody_attests_are_not_the_fine_tunes() -> None:
    found = _assessed(facts(_on("acme/Orca-8B"), TOKENS, model__n_parameters=1_000))

    assert value(found, "compute.update_flop") == "unknown: the compute of its own training is not known"


def test_an_adapter_trains_through_its_whole_base() -> None:
    known = facts(_on("acme/Orca-8B"), ATTESTED, model__n_parameters=10)

    assert value(_assessed(known, role=FileRole.ADAPTER), "compute.update_flop") == _point(3e5)


def test_an_adapter_whose_base_is_named_in_two_spellings_has_one_base() -> None:
    known = facts(_on("acme/Orca-8B", "Orca-8B"), ATTESTED, model__n_parameters=10)

    assert value(_assessed(known, role=FileRole.ADAPTER), "compute.update_flop") == _point(3e5)


@pytest.mark.parametrize(
    "bases", [("stranger/X",), ("acme/Sparse-8B",), ("Orca-8B", "Dark-8B"), ("Orca-8B", "stranger/X")]
)
def test_an_adapter_whose_base_has_no_known_size_has_no_figure(bases: tuple[str, ...]) -> None:
    found = _assessed(facts(_on(*bases), ATTESTED, model__n_parameters=10), role=FileRole.ADAPTER)

    assert value(found, "compute.update_flop") == "unknown: the number of its parameters is not known"


def test_an_adapter_of_nothing_named_is_unknown() -> None:
    found = _assessed(facts(TEXT, model__n_parameters=10), role=FileRole.ADAPTER)

    assert value(found, "compute.update_flop") == (
        "unknown: the tokens of its own training are not known, nor is what it was made from"
    )


def test_tokens_in_conflict_give_no_figure() -> None:
    found = _assessed(facts(TOKENS, ATTESTED, TEXT, model__n_parameters=1_000))

    assert value(found, "compute.update_flop") == (
        "unknown: its sources state different numbers of training tokens"
    )


def test_a_listed_release_of_unknown_length_is_bounded_by_its_base() -> None:
    tune = an_entry("Tune-8B", n_parameters=1_000, base_models=("Orca-8B", "Tune-8B-Base"))

    found = _assessed(facts(joined(tune), TEXT, model__n_parameters=1_000), a_catalogue(ORCA, tune))

    bounds = value(found, "compute.cumulative_bounds_flop")
    assert isinstance(bounds, Range)
    assert bounds.low == pytest.approx(0.7 * 6e7)
    assert bounds.high == pytest.approx(2 * 1.3 * 6e7)


@pytest.mark.parametrize(
    ("entry", "n_parameters", "n_active", "worded"),
    [
        ("Llama-3.1-8B", 8_030_261_248, None, "7.227e23"),
        ("Llama-3.1-405B", 405_853_388_800, None, "3.8e25"),
        ("Qwen3-32B", 32_762_123_264, None, "7.077e24"),
        ("Qwen3-235B-A22B", 235_093_634_560, 22_000_000_000, "4.752e24"),
        ("DeepSeek-V3", 671_026_419_200, 37_000_000_000, "3.286e24"),
    ],
)
def test_shipped_releases_come_to_their_published_figures(
    entry: str, n_parameters: int, n_active: int | None, worded: str
) -> None:
    catalogue = load()
    listed = catalogue.entries[entry]
    assert listed.training_tokens
    tokens = a_claim("model.training_tokens", listed.training_tokens.value, Basis.CATALOGUED)
    active = [a_claim("model.n_active_parameters", n_active)] if n_active else []

    known = facts(joined(listed), tokens, *active, model__n_parameters=n_parameters)
    found = value(_assessed(known, catalogue), "compute.cumulative_flop")

    assert isinstance(found, Range)
    assert found.central is not None
    assert figure(found.central) == worded


@pytest.mark.parametrize(
    ("n_tokens", "cumulative"),
    [
        (10_000, Confidence.MEDIUM),  # 6e22: no general-purpose model, so nothing asks for it
        (100_000, Confidence.LOW),  # 6e23: what is left out could lift it above 1e25
        (10_000_000, Confidence.MEDIUM),  # 6e25: what is left out can only add
    ],
)
def test_what_a_published_figure_leaves_out_weakens_the_cumulative_one_where_it_could_matter(
    n_tokens: int, cumulative: Confidence
) -> None:
    release = an_entry("Orca-9", n_parameters=10**18, training_tokens=n_tokens)
    tokens = a_claim("model.training_tokens", n_tokens, Basis.CATALOGUED, Confidence.MEDIUM)

    found = _assessed(facts(joined(release), tokens, model__n_parameters=10**18), a_catalogue(release))

    for fact, level in (("update", Confidence.MEDIUM), ("cumulative", cumulative)):
        for part in ("flop", "bounds_flop"):
            state = found[f"compute.{fact}_{part}"].state
            assert isinstance(state, Known)
            assert state.confidence is level
    assert isinstance(state, Known)
    assert OMITTED in str(state.claims[0].citation)


@pytest.mark.parametrize(
    ("n_tokens", "said", "level"),
    [
        (1_000_000, None, Confidence.MEDIUM),  # 6e24, and 7.8e24 with the error
        (1_000_000, False, Confidence.MEDIUM),
        (1_000_000, True, Confidence.LOW),
        (1_282_000, None, Confidence.MEDIUM),  # 1.3 of 7.692e24 is not above 1e25
        (1_283_000, None, Confidence.LOW),
        (3_000_000, None, Confidence.MEDIUM),  # 0.7 of it is above
    ],
)
def test_a_run_that_is_declared_on_another_s_model_leaves_nothing_out_below_the_presumption(
    n_tokens: int, said: bool | None, level: Confidence
) -> None:
    tokens = a_claim("model.training_tokens", n_tokens, Basis.ATTESTED, Confidence.MEDIUM)
    base = a_claim("model.base_models", ("Orca-8B",), Basis.ATTESTED, Confidence.MEDIUM)
    systemic = a_claim("modifier.base_systemic_risk", said, Basis.ATTESTED) if said is not None else None
    known = facts(*filter(None, (tokens, base, systemic)), model__n_parameters=10**18)
    state = _assessed(known, CATALOGUE)["compute.cumulative_bounds_flop"].state
    assert isinstance(state, Known)
    assert state.confidence is level


def test_shipped_releases_are_not_below_the_presumption_with_certainty() -> None:
    catalogue = load()
    for id_ in ("phi-4", "DeepSeek-V3", "Qwen3-235B-A22B"):
        listed = catalogue.entries[id_]
        assert listed.training_tokens
        assert listed.n_parameters
        tokens = a_claim("model.training_tokens", listed.training_tokens.value, Basis.CATALOGUED)
        size = listed.n_active_parameters or listed.n_parameters

        found = _assessed(facts(joined(listed), tokens, model__n_parameters=size.value), catalogue)

        state = found["compute.cumulative_bounds_flop"].state
        assert isinstance(state, Known)
        assert state.confidence is Confidence.LOW


def test_every_end_of_a_range_is_a_figure_that_its_evidence_names() -> None:
    """A third party's figure widens the range of 6PD: a reader finds both ends, and who says so."""
    entry = an_entry("Orca-8B", n_parameters=1_000, training_tokens=10_000, estimated_flop=8e7)
    found = _assessed(facts(joined(entry), TOKENS, model__n_parameters=1_000), a_catalogue(entry))

    for name in ("compute.update_flop", "compute.cumulative_flop"):
        first, second = _claims(found, name)
        assert first.value == Range(6e7, 8e7, 6e7)
        for claim in (first, second):
            assert "; range: 6.0e7 (6PD) to 8.0e7 (published estimate (Epoch AI)) FLOP" in str(claim.citation)
        assert str(second.citation).startswith("8e7 FLOP: ")
        bounded = _claims(found, name.replace("_flop", "_bounds_flop"))[0]
        assert bounded.value == Range(4.2e7, 8e7, 6e7)
        assert str(bounded.citation).endswith("bounds: the range, 0.7 and 1.3 x 6.0e7: 4.2e7 to 8.0e7 FLOP")


def test_a_range_that_is_a_methods_own_is_not_said_twice() -> None:
    found = _assessed(facts(joined(ORCA), TOKENS, model__n_parameters=1_000))
    (claim,) = _claims(found, "compute.update_flop")
    assert "range:" not in str(claim.citation)


def test_inputs_that_differ_give_a_range_whose_ends_are_shown_with_theirs() -> None:
    other = a_claim("model.training_tokens", 11_000, Basis.DECLARED, Confidence.MEDIUM)
    known = facts(joined(ORCA), TOKENS, model__n_parameters=1_000)
    known["model.training_tokens"] = replace(
        known["model.training_tokens"],
        state=Known(10_000, (TOKENS, other)),
    )
    (claim,) = _claims(_assessed(known), "compute.update_flop")
    assert "6 x 1000 x 10000 = 6.0e7 to 6 x 1000 x 11000 = 6.6e7 FLOP" in str(claim.citation)


def test_a_total_that_the_provider_states_decides_where_estimates_do_not() -> None:
    tokens = a_claim("model.training_tokens", 1e20, Basis.ATTESTED, Confidence.MEDIUM)
    known = facts(tokens, a_claim("model.n_parameters", 1_000, Basis.MEASURED, Confidence.HIGH), TEXT)
    (estimated,) = _claims(_assessed(known), "compute.cumulative_bounds_flop")
    assert estimated.confidence is Confidence.LOW
    stated = a_claim("model.stated_cumulative_flop", 7e23, Basis.ATTESTED, Confidence.MEDIUM)
    (bounds,) = _claims(_assessed({**known, **facts(stated)}), "compute.cumulative_bounds_flop")
    assert (bounds.value, bounds.confidence) == (_within(7e23), Confidence.MEDIUM)
