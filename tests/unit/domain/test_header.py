import pytest

from auditor.domain.header import Anomaly, OnLoad
from tests.builders.observations import a_header


@pytest.mark.parametrize(
    ("said", "held", "detail"),
    [
        (8, (), None),
        (8, (8,), None),
        (None, (8,), None),
        (8, (4,), "it says 8 experts, and its tensors hold 4"),
        (8, (4, 8), "its tensors hold 4 and 8 experts"),
        (None, (4, 8), "its tensors hold 4 and 8 experts"),
    ],
)
def test_a_header_and_its_tensors_may_contradict_each_other_on_experts(
    said: int | None, held: tuple[int, ...], detail: str | None
) -> None:
    expected = Anomaly("expert-count-mismatch", 0, detail) if detail else None
    assert a_header(n_experts=said, stacked_experts=held).miscounted_experts == expected


@pytest.mark.parametrize(
    ("codes", "known"),
    [
        ((), OnLoad.NOTHING_SEEN),
        (("trailing-data",), OnLoad.NOTHING_SEEN),
        (("unknown-function", "trailing-data"), OnLoad.MAY_RUN),
        (("unknown-function", "imports-code", "trailing-data"), OnLoad.RUNS),
    ],
)
def test_what_runs_code_outweighs_what_may(codes: tuple[str, ...], known: OnLoad) -> None:
    assert OnLoad.worst(Anomaly(code, 0, "x").on_load for code in codes) is known
