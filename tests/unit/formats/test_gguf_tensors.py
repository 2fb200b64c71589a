from pathlib import Path

import pytest

from auditor.domain.header import Anomaly, Header
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.writing import TensorSpec
from tests.builders.gguf import gguf_file, raw_gguf, raw_tensor

# The header of one raw tensor named w with one dimension takes 24 + 33 bytes and is padded to 64.
START = 64


def _file(tmp_path: Path, *tensors: bytes, data: bytes = b"\0" * 128) -> Path:
    path = tmp_path / "m.gguf"
    raw = raw_gguf(tensors=b"".join(tensors), n_tensors=len(tensors))
    path.write_bytes(raw + b"\0" * (-len(raw) % 32) + data)
    return path


def _codes(header: Header) -> list[tuple[str, int, str]]:
    return [(found.code, found.offset, found.detail) for found in header.anomalies]


@pytest.mark.parametrize(
    ("tensor", "message", "offset"),
    [
        (raw_tensor(n_dims=5000), "tensor w has 5,000 dimensions; ggml knows at most 4", 33),
        (raw_tensor(kind=250), "tensor w has the unknown ggml type 250", 45),
        (raw_tensor(kind=4), "tensor w has the unknown ggml type 4", 45),
        (raw_tensor(shape=(2**32, 2**31)), "tensor w has more elements than 63 bits count", 24),
        (raw_tensor(shape=(0, 2**64 - 1)), "tensor w has more elements than 63 bits count", 24),
        (raw_tensor(shape=(33,), kind=2), "tensor w: rows of 33 do not fill Q4_0 blocks", 24),
        (raw_tensor(shape=(), kind=2), "tensor w: rows of 1 do not fill Q4_0 blocks", 24),
        (raw_tensor(begin=8), "tensor w begins at 8, which is not aligned to 32", 24),
        (
            raw_tensor(begin=32),
            "tensor data beyond the end of the file: truncated (w would end at byte 224 of 192)",
            96,
        ),
        (
            raw_tensor(shape=(33,)),
            "tensor data beyond the end of the file: truncated (w would end at byte 196 of 192)",
            64,
        ),
        (raw_tensor(b"\xff"), "a tensor name is not UTF-8", 32),
        (raw_tensor("n" * 1025), "a tensor name of 1,025 bytes; at most 1,024 are allowed", 24),
    ],
)
def test_a_broken_tensor_is_an_error_with_its_place(
    tmp_path: Path, tensor: bytes, message: str, offset: int
) -> None:
    with pytest.raises(FormatError) as caught:
        read_header(_file(tmp_path, tensor))
    assert (caught.value.message, caught.value.offset) == (f"gguf: {message}", offset)


def test_more_tensors_than_any_model_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(raw_gguf(n_tensors=131_073))
    with pytest.raises(FormatError) as caught:
        read_header(path)
    expected = "gguf: 131,073 tensors; at most 131,072 are read"
    assert (caught.value.message, caught.value.offset) == (expected, 8)


@pytest.mark.parametrize("dtype", ["MXFP4", "NVFP4", "Q4_K", "Q1_0", "IQ4_NL_4_4"])
def test_quantised_types_count_elements_not_blocks(tmp_path: Path, dtype: str) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", tensors=[TensorSpec("w", (3, 256), dtype)]))
    assert (header.n_parameters, header.dtypes) == (768, ((dtype, 1),))


@pytest.mark.parametrize(
    ("name", "is_expert"),
    [
        ("blk.0.ffn_gate_exps.weight", True),
        ("blk.0.ffn_up_exps.weight", True),
        ("blk.0.ffn_down_exps.bias", True),
        ("blk.0.ffn_gate_up_exps.weight", True),
        ("blk.11.ffn_down.7.weight", True),
        ("blk.0.ffn_down.weight", False),
        ("blk.0.ffn_down_shexp.weight", False),
        ("blk.0.ffn_gate_inp.weight", False),
    ],
)
def test_routed_experts_are_told_by_name(tmp_path: Path, name: str, is_expert: bool) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", tensors=[TensorSpec(name, (4, 8), "F32")]))
    assert header.n_expert_parameters == (32 if is_expert else 0)


def test_a_scalar_and_an_empty_tensor_are_read(tmp_path: Path) -> None:
    tensors = [TensorSpec("scalar", (), "F32"), TensorSpec("empty", (0, 8), "F32")]
    header = read_header(gguf_file(tmp_path / "m.gguf", tensors=tensors))
    assert (header.n_tensors, header.n_parameters, header.anomalies) == (2, 1, ())


def test_two_tensors_of_one_name_are_reported(tmp_path: Path) -> None:
    tensors = [TensorSpec("w", (8,), "F32"), TensorSpec("w", (8,), "F32")]
    header = read_header(gguf_file(tmp_path / "m.gguf", architecture=None, tensors=tensors))
    assert _codes(header) == [("duplicate-tensor", 57, "two tensors are named w")]


def test_tensors_that_share_bytes_are_reported_once(tmp_path: Path) -> None:
    tensors = [raw_tensor(name, begin=0) for name in "abc"]
    header = read_header(_file(tmp_path, *tensors))
    assert [(code, detail) for code, _, detail in _codes(header)] == [
        ("overlapping-tensors", "the data of b overlap those of another tensor")
    ]


def test_bytes_between_tensors_are_reported(tmp_path: Path) -> None:
    tensors = (raw_tensor("a", begin=0), raw_tensor("b", begin=192))
    header = read_header(_file(tmp_path, *tensors, data=b"\0" * 320))
    assert _codes(header) == [("unused-data", 96 + 128, "64 bytes before b belong to no tensor")]


@pytest.mark.parametrize("extra", [b"", b"\0" * 31, b"\0" * 65_536])
def test_zeros_after_the_last_tensor_are_padding(tmp_path: Path, extra: bytes) -> None:
    header = read_header(_file(tmp_path, raw_tensor(), data=b"\0" * 128 + extra))
    assert header.anomalies == ()


@pytest.mark.parametrize(
    ("extra", "detail"),
    [
        (b"\0\0cos\nsystem\n(S'id'\ntR.", "23 bytes after the last tensor, which look like a pickle stream"),
        (b"\x01\xff", "2 bytes after the last tensor"),
        (b"\0" * 65_537, "65,537 bytes after the last tensor, which look like nothing but zeros"),
    ],
)
def test_other_bytes_after_the_last_tensor_are_reported(tmp_path: Path, extra: bytes, detail: str) -> None:
    header = read_header(_file(tmp_path, raw_tensor(), data=b"\0" * 128 + extra))
    (found,) = header.anomalies
    assert (found.code, found.offset) == ("trailing-data", START + 128)
    assert found.detail.startswith(detail)


def test_a_file_without_tensors_ends_where_its_header_ends(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(raw_gguf() + b"tail")
    assert Anomaly("trailing-data", 24, "4 bytes after the last tensor, which look like plain text") in (
        read_header(path).anomalies
    )


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("blk.0.ffn_up_exps.weight", (6,)),
        ("blk.0.ffn_gate_up_exps.weight", (6,)),
        ("blk.0.ffn_down_exps.bias", ()),
        ("blk.0.ffn_up_chexps.weight", ()),
        ("blk.0.ffn_down.7.weight", ()),
        ("blk.0.ffn_down_shexp.weight", ()),
    ],
)
def test_stacked_experts_are_counted_by_the_slowest_dimension(
    tmp_path: Path, name: str, held: tuple[int, ...]
) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", tensors=[TensorSpec(name, (6, 2, 32), "F32")]))
    assert header.stacked_experts == held
