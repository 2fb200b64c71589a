import pytest

from auditor.formats import WEIGHT_FORMATS
from auditor.formats.model_file import UNREAD, is_read, is_unfinished, unread_format


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("A.ORT", "ONNX Runtime"),
        ("pytorch_model-00001-of-00003.bin", "PyTorch, or another binary format"),
        ("model.ckpt.data-00000-of-00002", "checkpoint of PyTorch or TensorFlow"),
        ("variables.index", None),
        ("saved_model.pb", None),
        ("forest.lgbm", "LightGBM"),
        ("flax_model.msgpack", "Flax"),
        ("forest.joblib", "joblib"),
        ("a.gguf", None),
        ("a.safetensors", None),
        ("a.txt", None),
        ("optimizer.pt", None),
        ("rng_state_0.pth", None),
        ("bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt", None),
        ("training_args.bin", None),
    ],
)
def test_a_format_that_is_not_read_is_told_by_its_name(name: str, what: str | None) -> None:
    assert unread_format(name) == what


def test_what_is_read_is_not_unread() -> None:
    for suffix in (suffix for weights in WEIGHT_FORMATS for suffix in weights.suffixes):
        assert is_read(f"X{suffix.upper()}")
        assert unread_format(f"x{suffix}") is None


def test_suffixes_are_lower_case_and_of_one_format() -> None:
    suffixes = [suffix for _, endings in UNREAD for suffix in endings]
    assert len(set(suffixes)) == len(suffixes)
    assert [suffix.lower() for suffix in suffixes] == suffixes


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.gguf.part", True),
        ("a.safetensors.1234abcd.incomplete", True),
        ("a.onnx.crdownload", True),
        ("notes.txt.part", False),
        (".part", False),
        ("a.gguf", False),
    ],
)
def test_a_download_that_was_not_finished_is_told_by_both_endings(name: str, expected: bool) -> None:
    assert is_unfinished(name) is expected
