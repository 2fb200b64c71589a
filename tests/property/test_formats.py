"""What is written is what is read, whatever it is."""

import json
import struct
from collections.abc import Callable
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.domain.header import Header, MetadataValue
from auditor.formats import hf_config, model_card, read_header
from auditor.formats.ggml import TYPE_BY_NAME
from auditor.formats.gguf_metadata import shortest
from auditor.formats.safetensors_dtype import BITS
from auditor.formats.text import cleaned, code_in
from auditor.formats.writing import GgufValue, TensorSpec, write_gguf, write_safetensors
from tests.builders.arrays import npy, zipped
from tests.builders.hdf5 import F32, hdf5
from tests.builders.model_card import model_card as card

# YAML allows these and a few control characters.
printable = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])
# ``__metadata__`` is the one name that the safetensors format keeps for itself.
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(
    lambda name: name != "__metadata__"
)
keys = names.filter(lambda key: not key.startswith(("tokenizer.", "general.", "split.", "adapter.")))
integers = st.integers(-(2**63), 2**64 - 1)
float32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
values = st.one_of(
    st.booleans(), integers, float32, names, st.lists(names, max_size=3), st.lists(float32, max_size=3)
)


@st.composite
def gguf_tensors(draw: st.DrawFn) -> TensorSpec:
    kind = TYPE_BY_NAME[draw(st.sampled_from(sorted(TYPE_BY_NAME)))]
    rows = draw(st.lists(st.integers(0, 4), max_size=3))
    return TensorSpec(draw(names), (*rows, kind.block_elements * draw(st.integers(0, 3))), kind.name)


@st.composite
def safetensors_tensors(draw: st.DrawFn) -> TensorSpec:
    shape = (*draw(st.lists(st.integers(0, 4), max_size=3)), 4)
    return TensorSpec(draw(names), shape, draw(st.sampled_from(sorted(BITS))))


def _expected(value: GgufValue) -> MetadataValue:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        if isinstance(value, bool):
            return value
        strings = [text for text in value if isinstance(text, str)]
        return tuple(map(cleaned, strings)) if len(strings) == len(value) else f"[array len {len(value)}]"
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    return shortest(value) if isinstance(value, float) else cleaned(value)


def _read_back(write: Callable[[BinaryIO], object], suffix: str) -> Header:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"m{suffix}"
        with path.open("wb") as stream:
            write(stream)
        return read_header(path)


@settings(max_examples=60)
@given(
    st.dictionaries(keys.filter(lambda key: cleaned(key) == key), values, max_size=5),
    st.lists(gguf_tensors(), min_size=1, max_size=4, unique_by=lambda tensor: cleaned(tensor.name)),
    st.sampled_from([1, 2, 16, 32, 128]),
)
def test_gguf_files_are_read_back(
    metadata: dict[str, GgufValue], tensors: list[TensorSpec], alignment: int
) -> None:
    header = _read_back(lambda stream: write_gguf(stream, metadata, tensors, alignment=alignment), ".gguf")
    expected = {key: _expected(value) for key, value in metadata.items()}
    if alignment != 32:
        expected["general.alignment"] = alignment
    assert dict(header.metadata) == expected
    assert header.n_tensors == len(tensors)
    assert header.n_parameters == sum(prod(tensor.shape) for tensor in tensors)
    texts = [value for value in metadata.values() if isinstance(value, str)]
    assert {found.code for found in header.anomalies} <= (
        {"suspicious-metadata"} if any(map(code_in, texts)) else set()
    )


@settings(max_examples=60)
@given(
    st.lists(safetensors_tensors(), max_size=4, unique_by=lambda tensor: tensor.name),
    st.dictionaries(names, names, max_size=3),
)
def test_safetensors_files_are_read_back(tensors: list[TensorSpec], metadata: dict[str, str]) -> None:
    header = _read_back(lambda stream: write_safetensors(stream, tensors, metadata), ".safetensors")
    assert dict(header.metadata) == {cleaned(key): cleaned(value) for key, value in metadata.items()}
    assert sum(n for _, n in header.dtypes) == header.n_tensors == len(tensors)
    assert {dtype for dtype, _ in header.dtypes} == {tensor.dtype for tensor in tensors}


number_types = st.sampled_from(["<f2", "<f4", "<f8", ">f4", "|i1", "|u1"])
small_shapes = st.lists(st.integers(0, 5), max_size=3).map(tuple)
plain_names = st.text("abcdefghij_", min_size=1, max_size=8)


@settings(max_examples=60)
@given(st.dictionaries(plain_names, st.tuples(number_types, small_shapes), min_size=1, max_size=4))
def test_archives_of_arrays_are_read_back(arrays: dict[str, tuple[str, tuple[int, ...]]]) -> None:
    members = {
        f"{name}.npy": npy(kind, shape, bytes(int(kind[2]) * prod(shape)))
        for name, (kind, shape) in arrays.items()
    }
    header = _read_back(lambda stream: stream.write(zipped(members)), ".npz")
    assert header.n_tensors == len(arrays)
    assert header.n_parameters == sum(prod(shape) for _, shape in arrays.values())


data_sets = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(lambda shape: (F32, tuple(shape)))


@settings(max_examples=60)
@given(
    st.dictionaries(
        plain_names, st.dictionaries(plain_names, data_sets, min_size=1, max_size=3), min_size=1, max_size=3
    )
)
def test_groups_of_data_sets_are_read_back(
    groups: dict[str, dict[str, tuple[bytes, tuple[int, ...]]]],
) -> None:
    header = _read_back(lambda stream: stream.write(hdf5({**groups})), ".h5")
    shapes = [shape for group in groups.values() for _, shape in group.values()]
    assert header.n_tensors == len(shapes)
    assert header.n_parameters == sum(map(prod, shapes))


@given(float32)
def test_the_shortest_number_is_the_same_32_bit_number(value: float) -> None:
    assert struct.pack("<f", shortest(value)) == struct.pack("<f", value)


@given(st.text())
def test_cleaned_text_can_be_stored_and_does_not_change_again(text: str) -> None:
    once = cleaned(text)
    once.encode()
    assert cleaned(once, len(once)) == once


@settings(max_examples=50)
@given(st.lists(st.text(printable, min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=3))
def test_licences_in_cards_are_read_back(licenses: list[str]) -> None:
    assert model_card.parse(card(license=licenses)).licenses == tuple(
        text for name in licenses if (text := cleaned(name).strip())
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
config_keys = st.sampled_from(
    ["model_type", "architectures", "num_experts", "text_config", "quantization_config", "dtype", "auto_map"]
)


@given(st.dictionaries(config_keys, json_values))
def test_no_configuration_is_too_strange(fields: dict[str, object]) -> None:
    found = hf_config.parse(json.dumps(fields).encode())
    assert found.n_experts is None or found.n_experts > 0
