"""Any bytes give a header or a FormatError: never another exception, never without bound.

With ``AUDITOR_FUZZ=long`` the mutants of every format take five minutes, and say how many there were.
"""

import os
import pickle
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.domain.header import Header
from auditor.domain.observation import Covered
from auditor.errors import FormatError
from auditor.formats import (
    WEIGHT_FORMATS,
    adapter_config,
    hf_config,
    license_text,
    loader_config,
    model_card,
    pipeline_index,
    read_header,
    safetensors_index,
)
from auditor.formats.base import NotReadError, UnforeseenError
from auditor.formats.writing import GgufValue, TensorSpec
from auditor.identity import group
from auditor.sources import Source, Target
from auditor.sources.directory import DirectorySource
from auditor.sources.stores.hf_cache import HfCacheSource
from auditor.sources.stores.ollama import OllamaSource
from tests.builders.arrays import described, npy, zipped
from tests.builders.gguf import gguf_file, laid_out
from tests.builders.hdf5 import attribute, hdf5, keras_file
from tests.builders.llamafile import llamafile
from tests.builders.observations import artifact_of
from tests.builders.onnx import onnx_file
from tests.builders.safetensors import safetensors_file
from tests.builders.stores import hub_repository, ollama_model
from tests.builders.tensorflow import index, saved_model, variable
from tests.builders.tflite import tflite_file
from tests.builders.torch import (
    WEIGHT,
    TorchSpec,
    op_global,
    op_int,
    op_tensor,
    op_text,
    torch_legacy,
    torch_zip,
)

LONG_S = 300.0
IS_LONG = os.environ.get("AUDITOR_FUZZ") == "long"

Parse = Callable[[bytes], object]

DOCUMENTS: dict[str, Parse] = {
    "adapter_config": adapter_config.parse,
    "config": hf_config.parse,
    "index": safetensors_index.parse,
    "license": license_text.parse,
    "pipeline": lambda raw: pipeline_index.parse(raw, "model_index.json"),
    "tokenizer_config": lambda raw: loader_config.parse(raw, "tokenizer_config.json"),
    "card": lambda raw: model_card.parse(raw.decode("utf-8", "replace")),
}

# One well-made document of each kind, to be broken.
WELL_MADE = {
    "adapter_config": b'{"base_model_name_or_path": "org/base", "peft_type": "LORA", "r": 16}',
    "pipeline": b'{"_class_name": ["pipeline", "X"], "unet": ["my_unet", "UNet"], "n": null}',
    "config": b'{"model_type": "x", "architectures": ["X"], "auto_map": {"AutoModel": "m.X"}, "text_config":'
    b' {"num_experts": 8, "num_experts_per_tok": [2, 2], "max_position_embeddings": 4096},'
    b' "quantization_config": {"bits": 4, "config_groups": {"g": {"weights": {"num_bits": 4}}}}}',
    "index": b'{"metadata": {"total_size": 9}, "weight_map": {"a": "m-00001-of-00002.safetensors"}}',
    "license": b"MIT License\n\nCopyright (c) 2026 X\n\nPermission is hereby granted, free of charge,\n",
    "tokenizer_config": b'{"auto_map": {"AutoTokenizer": ["t.X", null]}, "added_tokens_decoder": {"0": {}}}',
    "card": b"---\nlicense_name: &a x\nlicense: [mit, 0x1f, 1e9, 2026-11-01, !!int 7, *a]\n"
    b"base_model:\n- a/b\nmodel-index:\n- name: T\n  results: []\nlicense: {id: x, url: 'y'}\n---\n# Body\n",
}

INTERESTING = (0, 1, 2**31 - 1, 2**31, 2**32 - 1, 2**53, 2**63 - 1, 2**63, 2**64 - 1)
N_MUTANTS = 600
SUFFIXES = tuple(suffix for known in WEIGHT_FORMATS for suffix in known.suffixes)
HEADS = (
    b"",
    b"GGUF\3\0\0\0",
    b"\x40\0\0\0\0\0\0\0{",
    b"PK\3\4",
    b"\x80\2",
    b"\x08\x07\x3a",
    b"\x08\0\0\0TFL3",
    b"MZqFpD=",
    b"cos\nsystem\n",
    b"\x89HDF\r\n\x1a\n",
    b"\x93NUMPY\1\0",
    b"\x08\1\x12",
)


def _gguf(path: Path) -> Path:
    metadata: dict[str, GgufValue] = {
        "general.name": "n",
        "general.file_type": 7,
        "llama.rope.freq_base": 1e4,
        "tokenizer.ggml.tokens": ["a", "b"],
        "tokenizer.chat_template": "{{ x }}",
        "general.tags": ["a"],
        "split.no": 0,
        "split.count": 2,
    }
    tensors = [TensorSpec("blk.0.ffn_up_exps.weight", (2, 2, 32), "Q8_0"), TensorSpec("n", (4,), "F32")]
    return gguf_file(path, metadata=metadata, tensors=tensors)


def _safetensors(path: Path) -> Path:
    tensors = [
        TensorSpec("a.qweight", (2, 8), "I32"),
        TensorSpec("a.scales", (1, 8), "F16"),
        TensorSpec("a.qzeros", (1, 1), "I32"),
        TensorSpec("b.weight", (2, 2), "F8_E4M3"),
    ]
    return safetensors_file(path, tensors=tensors, metadata={"format": "pt"})


def _written(raw: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(raw)
        return path

    return write


def _torch(path: Path) -> Path:
    return torch_zip(path, tensors=[WEIGHT, TorchSpec("layers.0.bias", (8,))])


# Of each weight format a small file, and how many of its last bytes may be missing: padding, or a comment.
BUILDERS: dict[str, tuple[str, Callable[[Path], Path], int]] = {
    "gguf": (".gguf", _gguf, 16),
    "gguf-1": (".gguf", _written(laid_out(order=">", version=1)), 16),
    "safetensors": (".safetensors", _safetensors, 0),
    "torch": (".pt", _torch, 0),
    "torch-legacy": (".bin", torch_legacy, 0),
    "onnx": (".onnx", onnx_file, 0),
    "tflite": (".tflite", tflite_file, 0),
    "llamafile": (".llamafile", llamafile, 0),
    "keras": (".keras", keras_file, 0),
    "hdf5": (".h5", _written(hdf5(attribute=attribute("model_config", b'{"class_name": "Lambda"}'))), 0),
    "numpy": (".npz", _written(zipped({"w.npy": npy("<f4", (4, 8), bytes(128))})), 0),
    "tensorflow": ("saved_model.pb", _written(saved_model(variable("w", (4, 8)))), 0),
    "tensorflow-checkpoint": (".ckpt.index", _written(index({"a/w": (1, (4, 8)), "a/x": (1, (2,))})), 0),
}


def _mutated(good: bytes, rng: random.Random) -> bytes:
    raw = bytearray(good)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(raw))
        choice = rng.randrange(5)
        if choice == 0:
            raw[at] = rng.randrange(256)
        elif choice == 1:
            raw[at : at + 8] = rng.choice(INTERESTING).to_bytes(8, "little")
        elif choice == 2:
            del raw[at:]
            raw += b"\0"
        elif choice == 3:
            raw[at:at] = raw[at : at + rng.randint(1, 40)]
        else:
            del raw[at : at + rng.randint(1, 8)]
            raw += b"\0"
    return bytes(raw)


def _outcome(path: Path) -> Header | None:
    try:
        return read_header(path)
    except FormatError as error:
        # The last net is for what these tests have not found.
        assert not isinstance(error, UnforeseenError), error.__cause__
        assert error.message.partition(": ")[2] or isinstance(error, NotReadError)
        assert error.offset is None or error.offset >= 0
        return None


@pytest.mark.parametrize("name", BUILDERS)
def test_mutants_of_valid_files_give_a_header_or_an_error(tmp_path: Path, name: str) -> None:
    suffix, build, _ = BUILDERS[name]
    rng = random.Random(suffix)
    path = build(tmp_path / f"m{suffix}")
    good = path.read_bytes()
    n_read = 0
    for _ in range(N_MUTANTS):
        path.write_bytes(_mutated(good, rng))
        header = _outcome(path)
        n_read += header is not None
        assert header is None or str(header).encode()
    assert 0 < n_read < N_MUTANTS


@pytest.mark.parametrize("name", BUILDERS)
def test_every_prefix_of_a_valid_file_is_an_error(tmp_path: Path, name: str) -> None:
    suffix, build, n_spare = BUILDERS[name]
    path = build(tmp_path / f"m{suffix}")
    good = path.read_bytes()
    for length in range(len(good) - n_spare):
        path.write_bytes(good[:length])
        assert _outcome(path) is None, length


@settings(max_examples=500)
@given(st.binary(max_size=300), st.sampled_from(HEADS), st.sampled_from([*SUFFIXES, ""]))
def test_any_bytes_give_a_header_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, tail: bytes, head: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(head + tail)
    _outcome(path)


def _names(module: str, *names: str) -> list[bytes]:
    return [op_global(module, name) for name in names]


# What a pickle's machine does, whole values to do it with, and what makes them huge or deep without end.
OPCODES = [
    b"(",
    b")",
    b"0",
    b"1",
    b"2",
    b"N",
    b"Q",
    b"R",
    b"]",
    b"}",
    b"a",
    b"b",
    b"d",
    b"e",
    b"l",
    b"o",
    b"s",
    b"t",
]
OPCODES += [
    b"u",
    b"\x81",
    b"\x85",
    b"\x86",
    b"\x87",
    b"\x8f",
    b"\x90",
    b"\x91",
    b"\x92",
    b"\x93",
    b"\x94",
    b"h\0",
    b"h\1",
]
VALUES = [
    op_int(0),
    op_int(4),
    op_int(2**63),
    b"\x8b\x20\x4e\0\0" + b"\1" * 20_000,
    b"G" + bytes(8),
    b"p00\n",
]
VALUES += [
    op_text(text) for text in ("torch", "storage", "0", "cpu", "os", "system", "x" * 500, "\x1b\ud7ff")
]
VALUES += _names(
    "torch._utils", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_meta_tensor_no_storage"
)
VALUES += [
    *_names("torch", "FloatStorage", "float16", "Size"),
    op_global("torch._tensor", "_rebuild_from_type_v2"),
]
VALUES += [op_tensor(WEIGHT, "0"), b")" + b"2\x86" * 40, b")" + b"\x85" * 5_000, b"]" * 5_000 + b"b" * 4_999]
PROGRAMS = st.lists(st.sampled_from([*OPCODES, *VALUES]), max_size=40).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(PROGRAMS, st.sampled_from([b"", b"\x80\2", b"\x80\4"]), st.sampled_from([b".", b""]))
def test_any_program_of_a_pickle_gives_a_header_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, program: bytes, protocol: bytes, end: bytes
) -> None:
    base, raw = tmp_path_factory.getbasetemp(), protocol + program + end
    storage = {"a/data/0": bytes(64)}
    plain: tuple[object, ...] = (0x1950A86A20F9469CFC6C, 1001, {})
    legacy = b"".join(pickle.dumps(one, 2) for one in plain)
    for name, content in {
        "any.pkl": raw,
        "any.bin": raw,
        "legacy.bin": legacy + raw + pickle.dumps([], 2) + bytes(72),
        "any.pt": zipped({"a/data.pkl": raw, **storage}),
        "any.npz": zipped({"a.npy": npy("|O", (1,), raw)}),
    }.items():
        (base / name).write_bytes(content)
        began = process_time()
        header = _outcome(base / name)
        assert process_time() - began < 2
        assert header is None or str(header).encode()


@settings(max_examples=300)
@given(
    st.text(alphabet="{}[]()',:\" dO<f4|\\LU01u-\n\xe9#", max_size=60), st.sampled_from(["", "{'descr': "])
)
def test_any_header_of_an_array_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str, start: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.npy"
    path.write_bytes(described(f"{start}{text}, 'fortran_order': False, 'shape': (1,)}}", version=3))
    _outcome(path)


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_document_or_an_error(raw: bytes) -> None:
    for parse in DOCUMENTS.values():
        _parsed(parse, raw)


@settings(max_examples=300)
@given(st.text(alphabet="ab:-[]{}&*!|>'\"%@`#,?\n \t\r0.1\x00é<=~", max_size=60))
def test_any_front_matter_gives_a_card_or_an_error(front_matter: str) -> None:
    for text in (f"---\nlicense: {front_matter}\n---\n", f"---\n{front_matter}\n---\n"):
        try:
            model_card.parse(text)
        except FormatError as error:
            assert error.message.startswith("model card: ")


def test_a_hostile_header_costs_little_time_and_memory(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    huge = (2**40).to_bytes(8, "little")
    # One array that claims 2**40 empty strings in a sparse file that is long enough to hold a lot of them.
    path.write_bytes(
        b"GGUF\3\0\0\0" + b"\0" * 8 + b"\1" + b"\0" * 7 + b"\1" + b"\0" * 7 + b"k\x09\0\0\0\x08\0\0\0" + huge
    )
    with path.open("r+b") as stream:
        stream.truncate(2**42)
    tracemalloc.start()
    began = perf_counter()
    assert _outcome(path) is None
    seconds, peak = perf_counter() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 2
    assert peak < 4 * 1024 * 1024


def _stored(folder: Path, name: str) -> tuple[Path, Source, Target]:
    """A store with one model, and the file in it that is about to be broken."""
    weights = gguf_file(folder / "w").read_bytes()
    if name == "manifest":
        return ollama_model(folder, layers={"model": weights}), OllamaSource(), Target("ollama", str(folder))
    repository = hub_repository(
        folder, files={"model.gguf": weights, "README.md": b"---\nlicense: mit\n---\n"}
    )
    return repository / "refs" / "main", HfCacheSource(), Target("hf-cache", str(folder))


def test_mutants_of_plain_archives_are_told_or_nothing(tmp_path: Path) -> None:
    rng = random.Random("archive")
    good = zipped({"a/m.pkl": b"cos\nsystem\n(S'true'\ntR.", "b.npy": npy("<f4", (2,), bytes(8))})
    n_told = 0
    for _ in range(N_MUTANTS):
        (tmp_path / "m.zip").write_bytes(_mutated(good, rng))
        seen = tuple(DirectorySource().observe(Target("dir", str(tmp_path))))
        assert isinstance(seen[-1], Covered)
        n_told += len(seen) > 1
    assert n_told


@pytest.mark.parametrize("name", ["manifest", "ref"])
def test_mutants_of_a_store_s_own_files_never_stop_a_scan(tmp_path: Path, name: str) -> None:
    rng = random.Random(name)
    path, source, target = _stored(tmp_path, name)
    good = path.read_bytes()
    for _ in range(N_MUTANTS // 3):
        path.write_bytes(_mutated(good, rng))
        seen = tuple(source.observe(target))
        assert isinstance(seen[-1], Covered)
        assert all(str(observation).encode() for observation in seen)


def test_a_number_of_shards_without_end_costs_little(tmp_path: Path) -> None:
    path = safetensors_file(tmp_path / "m-0000001-of-9999999.safetensors")
    began = perf_counter()
    (model,) = group(DirectorySource().observe(Target("dir", str(path.parent)))).models
    assert artifact_of(model).n_missing == 9_999_998
    assert perf_counter() - began < 2


def _parsed(parse: Parse, raw: bytes) -> bool:
    try:
        parse(raw)
    except FormatError as error:
        assert not isinstance(error, UnforeseenError), error.__cause__
        assert error.message.partition(": ")[2] or isinstance(error, NotReadError)
        return False
    return True


def _headers(path: Path) -> Parse:
    """Read headers of bytes that lie where a file may."""

    def parse(raw: bytes) -> object:
        path.write_bytes(raw)
        return read_header(path)

    return parse


@pytest.mark.parametrize("name", [*DOCUMENTS, *BUILDERS])
def test_mutants_of_every_format_give_what_it_says_or_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / f"m{BUILDERS[name][0] if name in BUILDERS else ''}"
    good = BUILDERS[name][1](path).read_bytes() if name in BUILDERS else WELL_MADE[name]
    parse = DOCUMENTS.get(name) or _headers(path)
    # Another beginning each time it is long: what was tried once need not be tried again.
    rng = random.Random(None if IS_LONG else name)
    ends_at = perf_counter() + LONG_S / (len(DOCUMENTS) + len(BUILDERS))
    n_mutants = n_read = 0
    slowest_s = 0.0
    while n_mutants < N_MUTANTS or (IS_LONG and perf_counter() < ends_at):
        began = process_time()
        n_read += _parsed(parse, _mutated(good, rng))
        slowest_s = max(slowest_s, process_time() - began)
        n_mutants += 1
    with capsys.disabled():
        if IS_LONG:
            print(f"\n{name}: {n_mutants:,} mutants, {n_read:,} read, slowest {slowest_s:.3f} s")
    assert 0 < n_read <= n_mutants
    assert slowest_s < 2
