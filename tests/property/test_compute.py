from hypothesis import given
from hypothesis import strategies as st

from auditor.catalogue import load
from auditor.compute import ESTIMATORS, assess, estimate, threshold
from auditor.compute.base_updates import BASE_UPDATES
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Known
from auditor.domain.facts import FACTS
from auditor.domain.training import HardwarePhase, Precision
from auditor.domain.values import FactValue, Range
from tests.builders.figures import FIGURES
from tests.unit.catalogue.building import a_claim, a_model, facts, resolved

COUNTS = st.floats(min_value=1, max_value=1e15, allow_nan=False)


@given(COUNTS, COUNTS, st.floats(min_value=1, max_value=10))
def test_more_tokens_never_make_less_compute(n_parameters: float, n_tokens: float, times: float) -> None:
    few, many = estimate(n_parameters, n_tokens), estimate(n_parameters, n_tokens * times)

    assert few is not None
    assert many is not None
    assert many.low >= few.low


@given(COUNTS, COUNTS)
def test_bounds_contain_the_range_they_are_of(n_parameters: float, n_tokens: float) -> None:
    found = estimate(n_parameters, n_tokens)

    assert found is not None
    outer = FIGURES.bounds(found)
    assert outer.low <= found.low <= found.high <= outer.high


@given(COUNTS, COUNTS, COUNTS)
def test_a_range_is_on_exactly_one_side_or_undetermined(low: float, width: float, flop: float) -> None:
    within = Range(low, low + width)

    side = threshold(within, flop)

    assert (side == "above") == (within.low > flop)
    assert (side == "below") == (within.high <= flop)


ANY_NUMBER = st.floats(allow_nan=False, allow_infinity=False) | st.integers(min_value=0, max_value=10**400)
PHASES = st.lists(
    st.builds(
        HardwarePhase,
        accelerator=st.sampled_from(["H100", "H100 SXM5", "TPU v5p", "Abacus"]),
        n_units=st.integers(min_value=0, max_value=10**400),
        hours=st.floats(min_value=0, allow_nan=False, allow_infinity=False),
        utilisation=st.none() | st.floats(min_value=0, max_value=2),
        precision=st.none() | st.sampled_from(Precision),
    ),
    max_size=3,
)
COUNTED = ("model.n_parameters", "model.n_active_parameters", "model.n_experts", "model.training_tokens")
KNOWN = st.dictionaries(st.sampled_from((*COUNTED, "model.trainable_parameters")), ANY_NUMBER)


@given(
    KNOWN,
    PHASES,
    st.none() | st.sampled_from(["meta-llama/Llama-3.1-8B", "nobody/Knows"]),
    st.sampled_from([Basis.ATTESTED, Basis.MEASURED]),
    st.booleans(),
)
def test_whatever_is_known_gives_figures_or_reasons(
    numbers: dict[str, FactValue],
    phases: list[HardwarePhase],
    base: str | None,
    basis: Basis,
    is_joined: bool,
) -> None:
    claims: list[Claim] = [a_claim(name, number, basis) for name, number in numbers.items()]
    words = tuple(sorted(phase.worded(n) for n, phase in enumerate(phases, start=1)))
    claims.append(a_claim("model.training_hardware", words, Basis.ATTESTED, Confidence.MEDIUM))
    claims.append(a_claim("model.modalities", ("text",), Basis.INFERRED, Confidence.MEDIUM))
    if base:
        claims.append(a_claim("model.base_models", (base,), Basis.DECLARED, Confidence.MEDIUM))
        claims.append(a_claim("model.base_relations", (f"quantized of {base}",), Basis.DECLARED))
    if is_joined:
        claims.append(a_claim("model.catalogue_entry", "Llama-3.1-8B", Basis.CATALOGUED))

    found = resolved(assess(a_model("mine"), facts(*claims), load(), ESTIMATORS, FIGURES))

    assert set(found) == {name for name in FACTS if name.startswith("compute.")}
    for name, fact in found.items():
        if isinstance(fact.state, Known | Conflict):
            kind = bool if name == BASE_UPDATES else Range
            assert all(isinstance(claim.value, kind) for claim in fact.state.claims)
        else:
            assert fact.state.reason
