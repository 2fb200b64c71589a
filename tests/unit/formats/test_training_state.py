import pytest

from auditor.formats.training_state import is_training_state


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("optimizer.pt", True),
        ("Optimizer.bin", True),
        ("optimizer_1.bin", True),
        ("scheduler.pt", True),
        ("scaler.pt", True),
        ("rng_state_3.pth", True),
        ("random_states_0.pkl", True),
        ("training_args.bin", True),
        ("bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt", True),
        ("mp_rank_00_model_states.pt", False),
        ("my_optimizer.pt", False),
        ("optimizer.safetensors", False),
    ],
)
def test_the_states_of_training_are_told_by_their_names(name: str, expected: bool) -> None:
    assert is_training_state(name) is expected
