import hashlib
import struct
from pathlib import Path

import pytest

from auditor.domain.header import Anomaly, FileRole, Header, Shard
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.writing import TensorSpec
from tests.builders.safetensors import described, raw_safetensors, safetensors_file

GOOD = described()


def test_a_file_assembled_by_hand_is_read_whole(tmp_path: Path) -> None:
    header = (
        b'{"__metadata__":{"format":"pt","modelspec.title":"Tiny"},'
        b'"b":{"dtype":"BF16","shape":[2,2],"data_offsets":[16,24]},'
        b'"model.layers.0.mlp.experts.3.w1":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}  '
    )
    path = tmp_path / "model-00002-of-00003.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + b"\1" * 24)
    assert read_header(path) == Header(
        format="safetensors",
        version="1",
        sha256=hashlib.sha256(struct.pack("<Q", len(header)) + header).hexdigest(),
        n_tensors=2,
        n_parameters=8,
        n_expert_parameters=4,
        dtypes=(("BF16", 1), ("F32", 1)),
        name="Tiny",
        shard=Shard(2, 3),
        metadata=(("format", "pt"), ("modelspec.title", "Tiny")),
    )


@pytest.mark.parametrize(
    "header",
    [{}, {"__metadata__": None}, {"__metadata__": {}}, b"{} \r\n\t", {"w": described("F32", (2, 0), 0, 0)}],
)
def test_files_without_data_are_read(tmp_path: Path, header: object) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(raw_safetensors(header))
    assert (read_header(path).n_parameters, read_header(path).anomalies) == (0, ())


@pytest.mark.parametrize(
    ("raw", "message", "offset"),
    [
        (b"\x01", "1 bytes hold no header: truncated", 0),
        (raw_safetensors(b"[]"), "the header does not begin with '{'", 8),
        (raw_safetensors(b"", data=b"\1\xff\1"), "the header does not begin with '{'", 8),
        (
            raw_safetensors({}, length=100_000_001),
            "a header of 100,000,001 bytes; the format allows 100,000,000",
            0,
        ),
        (raw_safetensors({}, length=3), "a header of 3 bytes in a file of 10: truncated", 0),
        (raw_safetensors(b'{"\xff":1}'), "the header is not UTF-8", 10),
        (raw_safetensors(b'{"\xc3\xa9":}'), "the header is not JSON: Expecting value", 14),
        (raw_safetensors(b"{}{}"), "the header is not JSON: Extra data", 10),
        (raw_safetensors(b'{"a":' * 50_000), "the header nests too deep or has endless numbers", 8),
        (raw_safetensors(b'{"a":' + b"9" * 9_999), "the header nests too deep or has endless numbers", 8),
        (raw_safetensors({"__metadata__": []}), "__metadata__ is not an object", 8),
        (raw_safetensors({"__metadata__": {"a": 1}}), "__metadata__ entry a is not a string", 8),
        (raw_safetensors({"w": 1}), "tensor w is not described by an object", 9),
        (raw_safetensors({"w": described("F128")}), "tensor w has the unknown type F128", 9),
        (raw_safetensors({"w": {"dtype": ["F32"]}}), "tensor w has the unknown type ['F32']", 9),
        (raw_safetensors({"w": {"dtype": "F32"}}), "tensor w lacks a shape or its two offsets", 9),
        (
            raw_safetensors({"w": GOOD | {"data_offsets": [0]}}),
            "tensor w lacks a shape or its two offsets",
            9,
        ),
        (
            raw_safetensors({"w": GOOD | {"shape": [-1]}}),
            "tensor w has a shape that is not made of whole numbers from 0",
            9,
        ),
        (
            raw_safetensors({"w": GOOD | {"shape": [True]}}),
            "tensor w has a shape that is not made of whole numbers from 0",
            9,
        ),
        (
            raw_safetensors({"w": described("I32", (2, 2**64 - 2))}),
            "tensor w is larger than 64 bits count: overflow",
            9,
        ),
        (
            raw_safetensors({"w": described("I32", (0, 2**70))}),
            "tensor w is larger than 64 bits count: overflow",
            9,
        ),
        (
            raw_safetensors({"w": described(begin=4, end=0)}, data=b"1234"),
            "tensor w has offsets that are not two rising whole numbers",
            9,
        ),
        (
            raw_safetensors({"w": GOOD | {"data_offsets": [0, 4.0]}}),
            "tensor w has offsets that are not two rising whole numbers",
            9,
        ),
        (raw_safetensors({"w": described(shape=(2,))}), "tensor w has 4 bytes for 2 elements of F32", 9),
        (raw_safetensors({"w": described("F4", (9,))}), "tensor w has 4 bytes for 9 elements of F4", 9),
        (
            raw_safetensors({"w": described(begin=4, end=8)}),
            "tensor w begins at 4 instead of 0: a hole in the data",
            9,
        ),
        (
            raw_safetensors({"v": GOOD, "w": GOOD}),
            "tensor w begins at 0 instead of 4: an overlap in the data",
            70,
        ),
        (
            raw_safetensors({"w": GOOD}, data=b"12"),
            "tensor data beyond the end of the file: truncated (the last tensor would end at byte 73 of 71)",
            71,
        ),
        (raw_safetensors({"w": GOOD}, data=b"123456"), "2 bytes after the last tensor belong to none", 73),
        (raw_safetensors(b'{"\\ud800":1}'), "tensor \\ud800 is not described by an object", 8),
    ],
)
def test_a_broken_header_is_an_error_with_its_place(
    tmp_path: Path, raw: bytes, message: str, offset: int
) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(raw)
    with pytest.raises(FormatError) as caught:
        read_header(path)
    assert (caught.value.message, caught.value.offset) == (f"safetensors: {message}", offset)


@pytest.mark.parametrize("element", [b"[],", b"1,", b'{"a":1},'])
def test_a_large_header_of_nothing_but_lists_is_refused_before_it_is_parsed(
    tmp_path: Path, element: bytes
) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(raw_safetensors(b'{"a":[' + element * 2_500_000 + b"0]}"))
    with pytest.raises(FormatError, match="the header lists far more than tensors need"):
        read_header(path)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
            Anomaly("duplicate-key", 8, "a is given more than once; readers take the last"),
        ),
        (
            b'{"a":{"dtype":"F16","dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
            Anomaly("duplicate-key", 8, "dtype is given more than once; readers take the last"),
        ),
        (
            b'{"__metadata__":{"k":"1","k":"2"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
            Anomaly("duplicate-key", 8, "k is given more than once; readers take the last"),
        ),
        (
            b'{"__metadata__":{"k":"import os"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
            Anomaly("suspicious-metadata", 8, "k contains import os"),
        ),
    ],
)
def test_what_readers_put_up_with_is_reported(tmp_path: Path, header: bytes, found: Anomaly) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(raw_safetensors(header, data=b"1234"))
    assert (read_header(path).n_parameters, read_header(path).anomalies) == (1, (found,))


def test_more_metadata_than_any_tool_writes_are_cut_and_reported(tmp_path: Path) -> None:
    metadata = {f"k{index:05}": "v" for index in range(1025)}
    header = read_header(safetensors_file(tmp_path / "m.safetensors", metadata=metadata))
    detail = "1,025 metadata entries, of which 1,024 are kept"
    assert len(header.metadata) == 1024
    assert header.anomalies == (Anomaly("too-many-entries", 8, detail),)


def test_a_large_header_of_tensors_is_read(tmp_path: Path) -> None:
    tensors = [TensorSpec(f"layers.{index}.w", (1, 1, 1, 1), "F32") for index in range(60_000)]
    header = read_header(safetensors_file(tmp_path / "m.safetensors", tensors=tensors))
    assert (header.n_tensors, header.anomalies) == (60_000, ())


def test_packed_weights_of_an_unknown_width_are_counted_in_bits(tmp_path: Path) -> None:
    tensors = [TensorSpec("w.weight", (4, 8), "U32"), TensorSpec("w.scales", (4, 1), "F16")]
    header = read_header(safetensors_file(tmp_path / "m.safetensors", tensors=tensors))
    assert (header.n_parameters, header.packed_bits, header.packed_expert_bits) == (0, 1024, 0)
    assert header.anomalies == ()


@pytest.mark.parametrize(
    ("name", "tensors", "role"),
    [
        ("adapter_model.safetensors", ["base_model.modules_to_save.weight"], FileRole.ADAPTER),
        ("lora.safetensors", ["q.lora_A.weight", "q.lora_B.weight"], FileRole.ADAPTER),
        ("model.safetensors", ["q.lora_A.weight", "q.weight"], FileRole.WEIGHTS),
        ("model.safetensors", [], FileRole.WEIGHTS),
    ],
)
def test_adapters_are_told_by_file_or_tensor_names(
    tmp_path: Path, name: str, tensors: list[str], role: FileRole
) -> None:
    specs = [TensorSpec(tensor, (2,), "F16") for tensor in tensors]
    assert read_header(safetensors_file(tmp_path / name, tensors=specs)).role == role


@pytest.mark.parametrize(
    ("name", "shard"),
    [
        ("model-00001-of-00003.safetensors", Shard(1, 3)),
        ("model-00004-of-00003.safetensors", None),
        ("model-00000-of-00003.safetensors", None),
        ("model-00001-of-00001.safetensors", None),
        ("model.safetensors", None),
    ],
)
def test_parts_of_a_set_are_told_by_file_name(tmp_path: Path, name: str, shard: Shard | None) -> None:
    assert read_header(safetensors_file(tmp_path / name)).shard == shard
