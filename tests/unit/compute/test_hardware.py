from dataclasses import replace

import pytest

from auditor.catalogue import load
from auditor.catalogue.accelerator import Accelerator, Accelerators
from auditor.compute import ESTIMATORS, assess
from auditor.compute.hardware import (
    HardwareEstimator,
    HardwareFigure,
    declared_phases,
    hardware_flop,
    why_no_hardware,
)
from auditor.compute.lineage import NoFigure
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact
from auditor.domain.training import HardwarePhase, Precision
from auditor.domain.values import Range
from tests.builders.figures import FIGURES
from tests.unit.catalogue.building import (
    a_catalogue,
    a_cell,
    a_claim,
    a_model,
    an_entry,
    facts,
    resolved,
    value,
)

LOW, MEDIUM = Confidence.LOW, Confidence.MEDIUM
LISTED = Accelerators(
    {
        "A1 SXM": Accelerator("A1 SXM", "Acme", ("A1",), half=a_cell(200.0, MEDIUM), fp8=a_cell(400.0, LOW)),
        "A1 PCIe": Accelerator("A1 PCIe", "Acme", ("A1",), half=a_cell(100.0, LOW)),
    },
    a_cell((0.2, 0.25, 0.5)),
)
ORCA = an_entry("Orca-8B", n_parameters=10, training_tokens=100)
CATALOGUE = replace(a_catalogue(ORCA), accelerators=LISTED)
EXACT = HardwarePhase("A1 SXM", 2, 10.0, 0.5, Precision.BF16)
VAGUE = HardwarePhase("A1", 2, 10.0)
FLOP = 2 * 10 * 3600 * 200.0 * 0.5


def _point(flop: float) -> Range:
    return Range(flop, flop, flop)


def _on(*phases: HardwarePhase) -> Claim:
    words = tuple(phase.worded(n) for n, phase in enumerate(phases, start=1))
    return a_claim("model.training_hardware", words, Basis.ATTESTED, MEDIUM)


def _tokens(flop: float) -> Claim:
    return a_claim("model.training_tokens", flop / 60, Basis.ATTESTED, MEDIUM)


def _figure(*phases: HardwarePhase) -> HardwareFigure:
    found = hardware_flop(phases, LISTED)
    assert isinstance(found, HardwareFigure)
    return found


def _assessed(*claims: Claim) -> dict[str, Fact]:
    known = facts(*claims, model__n_parameters=10)
    return resolved(assess(a_model("mine"), known, CATALOGUE, ESTIMATORS, FIGURES))


def test_what_is_all_stated_is_one_figure_worth_what_the_rate_is() -> None:
    assert (_figure(EXACT).flop, _figure(EXACT).confidence) == (_point(FLOP), MEDIUM)
    in_8_bits = _figure(replace(EXACT, precision=Precision.FP8))
    assert (in_8_bits.flop, in_8_bits.confidence) == (_point(2 * FLOP), LOW)


def test_phases_add_up() -> None:
    assert _figure(EXACT, EXACT, replace(EXACT, n_units=1)).flop == _point(2.5 * FLOP)


@pytest.mark.parametrize(
    ("phase", "flop"),
    [
        (replace(EXACT, utilisation=None), Range(0.4 * FLOP, FLOP, 0.5 * FLOP)),
        (replace(EXACT, precision=None), Range(FLOP, 2 * FLOP, FLOP)),
        (replace(EXACT, accelerator="A1"), Range(FLOP / 2, FLOP, FLOP)),
    ],
)
def test_what_is_left_open_spans_all_it_may_be_and_is_weak(phase: HardwarePhase, flop: Range) -> None:
    found = _figure(phase)
    assert (found.flop.low, found.flop.high) == pytest.approx((flop.low, flop.high))
    assert found.flop.central == pytest.approx(flop.central)
    assert found.confidence is LOW


def test_the_multiplication_is_printed_with_its_sources() -> None:
    paper = "a paper (as of 2026-01-01, unverified)"
    assert _figure(EXACT).words == (
        f"2 x 10 h x 200 FLOP/s (A1 SXM, bf16, dense: {paper}) x 0.5 utilisation (declared) = 7.2e6 FLOP"
    )
    assert _figure(VAGUE).words == (
        f"2 x 10 h x 100 to 400 FLOP/s (A1 SXM or A1 PCIe, precision not stated, dense: {paper}) "
        "x 0.2 to 0.5 utilisation (not stated: a paper (as of 2026-01-01)) "
        "= 1.44e6 to 1.44e7, 3.6e6 at its likeliest, FLOP"
    )


@pytest.mark.parametrize(
    ("phase", "reason"),
    [
        (replace(EXACT, accelerator="Abacus"), "its accelerator Abacus is not in the catalogue"),
        (replace(EXACT, precision=Precision.FP4), "the catalogue has no fp4 rate of A1 SXM"),
    ],
)
def test_a_rate_that_is_not_listed_gives_no_figure_and_the_reason(phase: HardwarePhase, reason: str) -> None:
    assert hardware_flop([EXACT, phase], LISTED) == NoFigure(reason)
    assert why_no_hardware(facts(_on(EXACT, phase)), CATALOGUE) == reason
    assert value(_assessed(_on(EXACT, phase)), "compute.update_flop") == f"unknown: {reason}"


def test_a_catalogue_without_accelerators_gives_no_figure() -> None:
    assert hardware_flop([EXACT], None) == NoFigure("its accelerator A1 SXM is not in the catalogue")


def test_two_declarations_that_disagree_are_no_figure() -> None:
    known = facts(_on(EXACT), _on(replace(EXACT, hours=20.0)))
    assert declared_phases(known) == ()
    assert list(HardwareEstimator().estimate(a_model(), known, CATALOGUE)) == []
    assert why_no_hardware(known, CATALOGUE) == "its training declarations state different hardware"


def test_nothing_declared_is_nothing_estimated() -> None:
    assert list(HardwareEstimator().estimate(a_model(), {}, CATALOGUE)) == []
    assert (declared_phases({}), why_no_hardware({}, CATALOGUE)) == ((), "")
    assert why_no_hardware(facts(_on(EXACT)), CATALOGUE) == ""


def test_it_is_one_run_on_top_of_its_base() -> None:
    base = a_claim("model.base_models", ("Orca-8B",), Basis.ATTESTED, MEDIUM)
    update, total = HardwareEstimator().estimate(a_model(), facts(_on(EXACT), base), CATALOGUE)
    assert (update.fact, update.value, update.confidence) == ("compute.update_flop", _point(FLOP), MEDIUM)
    assert (total.fact, total.value) == ("compute.cumulative_flop", _point(FLOP + 6_000))
    assert (update.basis, update.method) == (Basis.INFERRED, "hardware")


def test_hardware_and_tokens_that_agree_span_one_range() -> None:
    span = value(_assessed(_on(EXACT), _tokens(1.1 * FLOP)), "compute.update_flop")
    assert isinstance(span, Range)
    assert (span.low, span.high) == pytest.approx((FLOP, 1.1 * FLOP))


@pytest.mark.parametrize("phase", [EXACT, VAGUE])
def test_hardware_and_tokens_that_disagree_are_a_conflict(phase: HardwarePhase) -> None:
    found = _assessed(_on(phase), _tokens(10 * FLOP))
    assert isinstance(found["compute.update_flop"].state, Conflict)
    assert isinstance(found["compute.cumulative_bounds_flop"].state, Conflict)


def test_hardware_that_leaves_much_open_does_not_widen_what_tokens_settle() -> None:
    span = value(_assessed(_on(VAGUE), _tokens(FLOP)), "compute.update_flop")
    assert isinstance(span, Range)
    assert (span.low, span.high) == pytest.approx((FLOP, FLOP))


def test_a_copy_with_a_run_of_its_own_on_hardware_is_no_copy() -> None:
    found = _assessed(
        a_claim("model.base_models", ("Orca-8B",), Basis.DECLARED, MEDIUM),
        a_claim("model.base_relations", ("quantized of Orca-8B",), Basis.DECLARED, MEDIUM),
        _on(EXACT),
    )
    assert value(found, "compute.update_flop") == _point(FLOP)


@pytest.mark.parametrize(("name", "peak"), [("H100 SXM5", 989e12), ("A100 80GB SXM", 312e12)])
def test_the_shipped_rates_are_those_of_the_guidelines_examples(name: str, peak: float) -> None:
    found = hardware_flop([HardwarePhase(name, 1, 1.0, 0.5, Precision.BF16)], load().accelerators)
    assert isinstance(found, HardwareFigure)
    assert found.flop.central == pytest.approx(3600 * peak * 0.5, rel=0.001)
