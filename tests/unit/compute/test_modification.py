import pytest

from auditor.catalogue import Catalogue
from auditor.compute import ESTIMATORS, assess, assess_modification
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Silence
from auditor.domain.header import FileRole
from auditor.domain.tri import Tri
from auditor.domain.values import Range
from tests.builders.figures import FIGURES
from tests.unit.catalogue.building import a_catalogue, a_claim, a_model, an_entry, facts, resolved

BASE = an_entry("Orca-8B", disclosed_flop=1e24)
HUGE = an_entry("Whale-405B", disclosed_flop=4e25)
CATALOGUE = a_catalogue(BASE, HUGE, an_entry("Dark-8B"))
TOKENS = a_claim("model.training_tokens", 1e13, Basis.ATTESTED, Confidence.MEDIUM)


def _from(base: str) -> Claim:
    return a_claim("model.base_models", (base,), Basis.ATTESTED, Confidence.MEDIUM)


def _modified(*claims: Claim, catalogue: Catalogue = CATALOGUE) -> dict[str, Claim | Silence]:
    """Return what is said of a model with ten thousand million parameters."""
    model = a_model("mine")
    known: dict[str, Fact] = facts(*claims, model__n_parameters=10_000_000_000)
    known |= resolved(assess(model, known, catalogue, ESTIMATORS, FIGURES))
    return {one.fact: one for one in assess_modification(model, known, catalogue, FIGURES)}


def _range(statement: Claim | Silence) -> Range:
    assert isinstance(statement, Claim)
    assert isinstance(statement.value, Range)
    return statement.value


def test_the_share_is_a_range_with_the_error_of_the_run() -> None:
    found = _modified(_from("Orca-8B"), TOKENS)
    assert _range(found["modifier.base_flop"]) == Range(1e24, 1e24, 1e24)
    assert _range(found["modifier.base_bounds_flop"]) == FIGURES.bounds(Range(1e24, 1e24, 1e24))
    run = 6 * 1e10 * 1e13
    share = _range(found["modifier.share_of_base"])
    assert (share.low, share.high) == pytest.approx((0.7 * run / 1e24, 1.3 * run / 1e24))
    claim = found["modifier.share_of_base"]
    assert isinstance(claim, Claim)
    assert (claim.basis, claim.confidence) == (Basis.INFERRED, Confidence.MEDIUM)
    assert claim.citation is not None
    own_run, base = "4.2e23 to 7.8e23 FLOP of its own run", "1.0e24 FLOP of its base"
    assert claim.citation.startswith(f"{own_run} / {base} (1e24 FLOP of its base Orca-8B")


def test_what_the_organisation_says_of_its_base_goes_before_the_catalogue() -> None:
    stated = a_claim("modifier.base_flop", Range(6e24, 6e24, 6e24), Basis.ATTESTED, Confidence.MEDIUM)
    found = _modified(_from("Dark-8B"), TOKENS, stated)
    assert set(found) == {"modifier.base_bounds_flop", "modifier.share_of_base", "modifier.run_at_most_flop"}
    assert _range(found["modifier.base_bounds_flop"]) == FIGURES.bounds(Range(6e24, 6e24, 6e24))
    assert _range(found["modifier.share_of_base"]).high == pytest.approx(1.3 * 6e23 / 6e24)
    estimable = _modified(_from("Orca-8B"), TOKENS)["modifier.base_estimable"]
    assert isinstance(estimable, Claim)
    assert (estimable.value, estimable.basis) == (True, Basis.CATALOGUED)


def _base(flop: float) -> Claim:
    return a_claim("modifier.base_flop", Range(flop, flop, flop), Basis.ATTESTED, Confidence.MEDIUM)


def _stated(fact: str, value: float | bool) -> Claim:
    return a_claim(fact, value, Basis.ATTESTED, Confidence.MEDIUM)


@pytest.mark.parametrize(
    ("base", "decided"),
    [
        (1e23, Tri.TRUE),
        (6e23 * 0.7 * 3 * 0.999, Tri.TRUE),
        (6e23 * 0.7 * 3 * 1.001, Tri.UNKNOWN),
        (6e23 * 1.3 * 3 * 0.999, Tri.UNKNOWN),
        (6e23 * 1.3 * 3 * 1.001, Tri.FALSE),
        (2e25, Tri.FALSE),
    ],
)
def test_the_error_of_the_run_alone_leaves_a_third_open(base: float, decided: Tri) -> None:
    share = _modified(_from("Dark-8B"), TOKENS, _base(base))["modifier.share_of_base"]
    assert _range(share).exceeds(1 / 3) is decided
    assert isinstance(share, Claim)
    assert share.confidence is Confidence.MEDIUM


@pytest.mark.parametrize("base", ["Orca-8B", "Whale-405B"])
def test_a_run_that_is_declared_is_all_of_it_however_large_the_base(base: str) -> None:
    claim = _modified(_from(base), TOKENS)["modifier.share_of_base"]
    assert isinstance(claim, Claim)
    assert claim.confidence is Confidence.MEDIUM
    assert str(claim.citation).endswith("private synthetic data by cumulative_flop")


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ((_stated("modifier.base_systemic_risk", True),), (0.7 * 4, 1.3 * 4)),
        ((), (0.7 * 0.6, 1.3 * 0.6)),
        ((_stated("modifier.base_systemic_risk", False),), (0.7 * 0.6, 1.3 * 0.6)),
    ],
)
def test_of_a_base_with_systemic_risk_all_compute_that_is_stated_counts(
    said: tuple[Claim, ...], share: tuple[float, float]
) -> None:
    in_all = _stated("model.stated_cumulative_flop", 5e24)
    found = _range(_modified(_from("Dark-8B"), TOKENS, _base(1e24), in_all, *said)["modifier.share_of_base"])
    assert (found.low, found.high) == pytest.approx(share)


@pytest.mark.parametrize("in_all", [9e24, 1e25, 1.05e25])
def test_a_total_that_has_less_in_it_than_the_run_takes_nothing_from_it(in_all: float) -> None:
    systemic = _stated("modifier.base_systemic_risk", True)
    stated = _stated("model.stated_cumulative_flop", in_all)
    found = _modified(_from("Dark-8B"), TOKENS, _base(1e25), systemic, stated)["modifier.share_of_base"]
    assert _range(found).high == pytest.approx(1.3 * 0.06)


def test_a_base_without_a_figure_leaves_the_share_open() -> None:
    found = _modified(_from("Dark-8B"), TOKENS)
    assert {name: one.unknown.reason for name, one in found.items() if isinstance(one, Silence)} == {
        "modifier.base_flop": "the compute of Dark-8B is not known",
        "modifier.base_bounds_flop": "the compute of Dark-8B is not known",
        "modifier.share_of_base": "the compute of Dark-8B is not known",
    }


def test_a_base_that_nobody_can_estimate_is_said_to_be_one() -> None:
    nobody = a_claim("modifier.base_estimable", False, Basis.ATTESTED, Confidence.MEDIUM)
    found = _modified(_from("Dark-8B"), TOKENS, nobody)["modifier.share_of_base"]
    assert isinstance(found, Silence)
    reason = "the compute of its base can neither be known nor estimated, as the organisation declares"
    assert found.unknown.reason == reason


def test_a_run_that_is_not_declared_is_nobodys_figure() -> None:
    found = _modified(_from("Orca-8B"))["modifier.share_of_base"]
    assert isinstance(found, Silence)
    assert found.unknown.reason == "its own training is not known"
    of_a_release = a_claim("model.training_tokens", 1e13, Basis.CATALOGUED, Confidence.MEDIUM)
    borrowed = _modified(_from("Orca-8B"), of_a_release)["modifier.share_of_base"]
    assert isinstance(borrowed, Silence)


def test_declarations_that_disagree_on_the_run_are_said_to() -> None:
    other = a_claim("model.training_tokens", 1e10, Basis.ATTESTED, Confidence.MEDIUM)
    found = _modified(_from("Orca-8B"), TOKENS, other)["modifier.share_of_base"]
    assert isinstance(found, Silence)
    said = f"1e10 (attested: {other.locator}), 1e13 (attested: {TOKENS.locator})"
    assert found.unknown.reason == f"its training tokens are stated differently: {said}"


def test_hardware_that_two_declarations_state_differently_is_said_to() -> None:
    phases = ("1: 8 units for 12.0 h, utilisation 0.4, precision bf16, of H100",), ("1: 9 units",)
    hardware = (
        a_claim("model.training_hardware", words, Basis.ATTESTED, Confidence.MEDIUM) for words in phases
    )
    found = _modified(_from("Orca-8B"), *hardware)
    share = found["modifier.share_of_base"]
    assert isinstance(share, Silence)
    assert share.unknown.reason == "its training declarations state different hardware"


def test_tokens_and_hardware_that_come_to_different_compute_are_said_to() -> None:
    figures = (Range(1e20, 1e20, 1e20), Range(1e24, 1e24, 1e24))
    conflict = [a_claim("compute.update_bounds_flop", one, Basis.INFERRED) for one in figures]
    known = facts(_from("Orca-8B"), *conflict)
    said = {one.fact: one for one in assess_modification(a_model("mine"), known, CATALOGUE, FIGURES)}
    share = said["modifier.share_of_base"]
    assert isinstance(share, Silence)
    reason = "what is declared of its own training comes to different figures of compute"
    assert share.unknown.reason == reason


def test_a_model_trained_from_scratch_has_no_base_to_compare_with() -> None:
    found = _modified(a_claim("model.names_base", False, Basis.ATTESTED), TOKENS)
    assert {name: one.unknown.reason for name, one in found.items() if isinstance(one, Silence)} == {
        "modifier.base_bounds_flop": "there is no base: trained from scratch",
        "modifier.share_of_base": "there is no base: trained from scratch",
        "modifier.run_at_most_flop": "there is no base: trained from scratch",
    }


def test_a_card_that_names_no_base_does_not_say_that_there_is_none() -> None:
    assert _modified(a_claim("model.names_base", False, Basis.DECLARED), TOKENS) == {}


def test_a_base_that_only_a_card_names_is_none_of_the_organisations() -> None:
    card = a_claim("model.base_models", ("Orca-8B",), Basis.DECLARED, Confidence.MEDIUM)
    assert _modified(card, TOKENS) == {}


SIZED = a_catalogue(
    an_entry("Orca-8B", n_parameters=8e9), an_entry("Whale-405B", n_parameters=4e11), an_entry("Dark-8B")
)
UNSURE = a_claim("model.n_active_parameters", 10_000_000_000, Basis.INFERRED, Confidence.LOW)


def _most(*claims: Claim, catalogue: Catalogue = SIZED) -> tuple[object, Confidence]:
    found = _modified(*claims, catalogue=catalogue)["modifier.run_at_most_flop"]
    assert isinstance(found, Claim)
    return found.value, found.confidence


@pytest.mark.parametrize(("base", "n_parameters"), [("Orca-8B", 1e10), ("Whale-405B", 4e11)])
def test_a_run_passes_no_more_than_all_parameters_of_the_model_or_of_its_base(
    base: str, n_parameters: float
) -> None:
    most, confidence = _most(_from(base), TOKENS, UNSURE)
    assert (most, confidence) == (pytest.approx(1.3 * 6 * n_parameters * 1e13), Confidence.MEDIUM)
    (by_range,) = {_most(_from("Dark-8B"), TOKENS, UNSURE), _most(_from("Elsewhere-9B"), TOKENS, UNSURE)}
    assert by_range == (pytest.approx(1.3 * 6 * 1e10 * 1e13), Confidence.LOW)


def test_a_figure_that_is_as_certain_is_its_own_bound() -> None:
    found = _modified(_from("Orca-8B"), TOKENS, catalogue=SIZED)["modifier.run_at_most_flop"]
    assert isinstance(found, Claim)
    assert (found.method, found.confidence) == ("end of its range", Confidence.MEDIUM)


def test_a_run_that_is_not_known_has_no_bound() -> None:
    found = _modified(_from("Orca-8B"), catalogue=SIZED)["modifier.run_at_most_flop"]
    assert isinstance(found, Silence)


RUN = a_claim("compute.update_bounds_flop", Range(1e20, 2e20, 1e20), Basis.INFERRED, Confidence.LOW)
PHASES = a_claim(
    "model.training_hardware",
    ("1: 8 units for 12.0 h, utilisation 0.4, precision bf16, of H100",),
    Basis.ATTESTED,
    Confidence.MEDIUM,
)


@pytest.mark.parametrize(
    ("role", "claims", "n_parameters", "most"),
    [
        (FileRole.WEIGHTS, (TOKENS,), 1e10, (1.3 * 6 * 1e10 * 1e13, Confidence.MEDIUM)),
        # The size of an adapter is its own file's, and says nothing of what it was trained through.
        (FileRole.ADAPTER, (TOKENS,), 1e10, (1.3 * 6 * 8e9 * 1e13, Confidence.MEDIUM)),
        (FileRole.WEIGHTS, (TOKENS,), None, (2e20, Confidence.LOW)),
        (FileRole.WEIGHTS, (TOKENS, PHASES), 1e10, (2e20, Confidence.LOW)),
        (FileRole.WEIGHTS, (PHASES,), 1e10, (2e20, Confidence.LOW)),
    ],
)
def test_what_bounds_a_run_is_a_size_and_declared_tokens_alone(
    role: FileRole, claims: tuple[Claim, ...], n_parameters: float | None, most: tuple[float, Confidence]
) -> None:
    sized = {} if n_parameters is None else {"model__n_parameters": n_parameters}
    known = facts(_from("Orca-8B"), RUN, *claims, **sized)
    model = a_model("mine", role=role)
    said = {one.fact: one for one in assess_modification(model, known, SIZED, FIGURES)}
    found = said["modifier.run_at_most_flop"]
    assert isinstance(found, Claim)
    assert isinstance(found.value, float)
    assert found.value == pytest.approx(most[0])
    assert found.confidence is most[1]
