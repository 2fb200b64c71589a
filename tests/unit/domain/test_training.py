import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.training import HardwarePhase, Precision, phase_worded

SHARES = st.floats(min_value=0, max_value=1, exclude_min=True)
PHASES = st.builds(
    HardwarePhase,
    accelerator=st.text(min_size=1),
    n_units=st.integers(min_value=1),
    hours=st.floats(min_value=0, max_value=1e300, exclude_min=True),
    utilisation=st.none() | SHARES,
    precision=st.none() | st.sampled_from(Precision),
)


def test_a_phase_is_worded_for_people() -> None:
    phase = HardwarePhase("H100 SXM5", 8, 12.0, 0.4, Precision.BF16)
    assert phase.worded(1) == "1: 8 units for 12.0 h, utilisation 0.4, precision bf16, of H100 SXM5"
    bare = "2: 1 units for 0.5 h, utilisation not stated, precision not stated, of T4"
    assert HardwarePhase("T4", 1, 0.5).worded(2) == bare


@given(PHASES, st.integers(min_value=1))
def test_what_was_worded_is_read_again(phase: HardwarePhase, place: int) -> None:
    assert phase_worded(phase.worded(place)) == phase


@pytest.mark.parametrize(
    "words", ["", "H100 x 8", "1: 8 units for 1 h, utilisation 1, precision int8, of T4"]
)
def test_anything_else_words_no_phase(words: str) -> None:
    assert phase_worded(words) is None
