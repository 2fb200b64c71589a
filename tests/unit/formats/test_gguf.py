import hashlib
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.domain.header import Anomaly, FileRole, Header, Shard
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.writing import GgufValue, TensorSpec
from tests.builders.gguf import WEIGHT, gguf_file, laid_out, raw_gguf, string

F32 = TensorSpec("blk.0.attn_norm.weight", (32,), "F32")


def test_a_file_assembled_by_hand_is_read_whole(tmp_path: Path) -> None:
    entries = (
        string("general.architecture") + struct.pack("<I", 8) + string("mixtral")
        + string("general.name") + struct.pack("<I", 8) + string("Tiny MoE")
        + string("general.file_type") + struct.pack("<II", 4, 7)
        + string("mixtral.context_length") + struct.pack("<II", 4, 4096)
        + string("mixtral.expert_count") + struct.pack("<II", 4, 8)
        + string("mixtral.expert_used_count") + struct.pack("<II", 4, 2)
        + string("mixtral.rope.freq_base") + struct.pack("<If", 6, 1e6)
        + string("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + string("a") + string("b")
    )  # fmt: skip
    # Shapes fastest dimension first: Q8_0 keeps 32 elements in 34 bytes, F32 one in 4.
    tensors = (
        string("blk.0.ffn_up_exps.weight") + struct.pack("<IQQQIQ", 3, 32, 2, 8, 8, 0)
        + string("blk.0.attn_norm.weight") + struct.pack("<IQIQ", 1, 32, 0, 544)
    )  # fmt: skip
    raw = struct.pack("<4sIQQ", b"GGUF", 3, 2, 8) + entries + tensors
    raw += b"\0" * (-len(raw) % 32)
    path = tmp_path / "m.gguf"
    path.write_bytes(raw + b"\1" * (544 + 128))
    assert read_header(path) == Header(
        format="gguf",
        version="3",
        sha256=hashlib.sha256(raw).hexdigest(),
        n_tensors=2,
        n_parameters=32 * 2 * 8 + 32,
        n_expert_parameters=32 * 2 * 8,
        n_experts=8,
        n_experts_used=2,
        dtypes=(("F32", 1), ("Q8_0", 1)),
        architecture="mixtral",
        name="Tiny MoE",
        context_length=4096,
        quantization="Q8_0",
        role=FileRole.WEIGHTS,
        metadata=(
            ("general.architecture", "mixtral"),
            ("general.file_type", 7),
            ("general.name", "Tiny MoE"),
            ("mixtral.context_length", 4096),
            ("mixtral.expert_count", 8),
            ("mixtral.expert_used_count", 2),
            ("mixtral.rope.freq_base", 1000000.0),
            ("tokenizer.ggml.tokens", "[array len 2]"),
        ),
        stacked_experts=(8,),
    )


@pytest.mark.parametrize(
    ("raw", "message", "offset"),
    [
        (b"GGUF", "the version takes 4 bytes, 0 are left in the file: truncated header", 4),
        (raw_gguf(version=0), "version 0 is unknown; versions 1 to 3 are read", 4),
        (raw_gguf(version=4), "version 4 is unknown; versions 1 to 3 are read", 4),
        (raw_gguf(version=4 << 24), "version 4 is unknown; versions 1 to 3 are read", 4),
        (
            laid_out(version=1)[:14],
            "the number of entries takes 4 bytes, 2 are left in the file: truncated header",
            12,
        ),
        (
            laid_out(order=">")[:22],
            "the number of entries takes 8 bytes, 6 are left in the file: truncated header",
            16,
        ),
        (
            raw_gguf()[:20],
            "the number of entries takes 8 bytes, 4 are left in the file: truncated header",
            16,
        ),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, raw: bytes, message: str, offset: int) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(raw)
    with pytest.raises(FormatError) as caught:
        read_header(path)
    assert (caught.value.message, caught.value.offset) == (f"gguf: {message}", offset)


@pytest.mark.parametrize(
    ("order", "version", "codes"),
    [
        ("<", 1, ["outdated-version"]),
        ("<", 2, []),
        (">", 1, ["big-endian", "outdated-version"]),
        (">", 2, ["big-endian"]),
        (">", 3, ["big-endian"]),
    ],
)
def test_every_layout_says_the_same(tmp_path: Path, order: str, version: int, codes: list[str]) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(laid_out())
    usual = read_header(path)
    assert dict(usual.metadata) == {
        "general.architecture": "llama",
        "general.tags": ("a", "b"),
        "k.bool": True,
        "k.f64": 0.25,
        "k.i16": -300,
        "k.u64": 2**40,
        "k.u8": 200,
        "llama.context_length": 4096,
        "llama.rope.freq_base": 1e4,
        "tokenizer.ggml.scores": "[array len 2]",
        "tokenizer.ggml.tokens": "[array len 3]",
    }
    assert (usual.n_parameters, usual.context_length, usual.anomalies) == (128, 4096, ())
    path.write_bytes(laid_out(order=order, version=version))
    found = read_header(path)
    assert [(one.code, one.offset) for one in found.anomalies] == [(code, 4) for code in codes]
    same = replace(found, version="3", sha256=usual.sha256, anomalies=())
    assert (same, found.version) == (usual, str(version))


def test_version_2_has_the_same_layout(tmp_path: Path) -> None:
    path = gguf_file(tmp_path / "m.gguf")
    third = read_header(path)
    raw = path.read_bytes()
    path.write_bytes(raw[:4] + struct.pack("<I", 2) + raw[8:])
    second = read_header(path)
    assert (second.version, third.version) == ("2", "3")
    assert second.metadata == third.metadata


@pytest.mark.parametrize("alignment", [1, 8, 64, 4096])
def test_other_alignments_are_respected(tmp_path: Path, alignment: int) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", tensors=[WEIGHT, F32], alignment=alignment))
    assert (header.entry("general.alignment"), header.n_parameters, header.anomalies) == (alignment, 160, ())


@pytest.mark.parametrize("alignment", [0, 3, True, "32", -8])
def test_an_alignment_that_is_no_power_of_two_is_refused(tmp_path: Path, alignment: GgufValue) -> None:
    path = gguf_file(tmp_path / "m.gguf", metadata={"general.alignment": alignment})
    with pytest.raises(FormatError, match=f"general.alignment is {alignment}, not a power of two"):
        read_header(path)


def test_bytes_that_were_re_encoded_as_text_are_recognised(tmp_path: Path) -> None:
    path = gguf_file(tmp_path / "m.gguf", metadata={"llama.rope.freq_base": 12345.6})
    path.write_bytes(path.read_bytes().decode(errors="replace").encode())
    with pytest.raises(FormatError) as caught:
        read_header(path)
    expected = "gguf: its bytes were re-encoded as UTF-8 text, which cannot be undone"
    assert (caught.value.message, caught.value.hint) == (expected, "Fetch the file again.")
    assert path.read_bytes()[caught.value.offset :].startswith("\ufffd".encode())


@pytest.mark.parametrize(
    ("metadata", "tensors", "role"),
    [
        ({}, [WEIGHT], FileRole.WEIGHTS),
        ({"general.type": "model"}, [WEIGHT], FileRole.WEIGHTS),
        ({"general.type": "adapter"}, [WEIGHT], FileRole.ADAPTER),
        ({"adapter.type": "lora"}, [WEIGHT], FileRole.ADAPTER),
        ({"general.type": "mmproj"}, [WEIGHT], FileRole.PROJECTOR),
        ({"general.architecture": "clip"}, [WEIGHT], FileRole.PROJECTOR),
        ({"tokenizer.ggml.model": "gpt2"}, [], FileRole.VOCABULARY),
        ({"tokenizer.ggml.model": "gpt2", "split.count": 2}, [], FileRole.WEIGHTS),
        ({"tokenizer.ggml.model": "gpt2"}, [WEIGHT], FileRole.WEIGHTS),
    ],
)
def test_the_role_is_told_from_metadata(
    tmp_path: Path, metadata: dict[str, GgufValue], tensors: list[TensorSpec], role: FileRole
) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", metadata=metadata, tensors=tensors))
    assert (header.role, header.anomalies) == (role, ())


@pytest.mark.parametrize(
    ("metadata", "tensors", "found"),
    [
        ({}, [], Anomaly("no-tensors", 8, "the file holds neither weights nor a vocabulary")),
        (
            {"general.type": "imatrix"},
            [WEIGHT],
            Anomaly("not-a-model", 0, "general.type is imatrix, which is not a model"),
        ),
        ({"split.count": 2, "split.no": 2}, [WEIGHT], Anomaly("bad-split", 0, "split.no is 2 of 2")),
        ({"split.count": 2, "split.no": "0"}, [WEIGHT], Anomaly("bad-split", 0, "split.no is 0 of 2")),
        ({"split.count": 2, "split.no": True}, [WEIGHT], Anomaly("bad-split", 0, "split.no is True of 2")),
    ],
)
def test_what_does_not_fit_together_is_reported(
    tmp_path: Path, metadata: dict[str, GgufValue], tensors: list[TensorSpec], found: Anomaly
) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", metadata=metadata, tensors=tensors))
    role = FileRole.WEIGHTS if found.code == "bad-split" else FileRole.OTHER
    assert (header.role, header.anomalies) == (role, (found,))


@pytest.mark.parametrize(
    ("metadata", "shard"),
    [
        ({"split.no": 0, "split.count": 3, "split.tensors.count": 9}, Shard(1, 3)),
        ({"split.no": 2, "split.count": 3}, Shard(3, 3)),
        ({"split.no": 0, "split.count": 1}, None),
        ({"split.no": 0, "split.count": 0}, None),
        ({}, None),
    ],
)
def test_parts_of_a_set_are_counted_from_one(
    tmp_path: Path, metadata: dict[str, GgufValue], shard: Shard | None
) -> None:
    assert read_header(gguf_file(tmp_path / "m.gguf", metadata=metadata)).shard == shard


@pytest.mark.parametrize(
    ("metadata", "tensors", "quantization"),
    [
        ({}, [F32, WEIGHT], "F16"),
        ({}, [], None),
        ({"general.file_type": 1}, [F32, WEIGHT], "F16"),
        ({"general.file_type": 15}, [F32, TensorSpec("w", (256,), "Q4_K")], "Q4_K_M"),
        ({"general.file_type": 1024 + 15}, [F32, TensorSpec("w", (256,), "Q4_K")], "Q4_K_M"),
        ({"general.file_type": 28}, [TensorSpec("w", (256,), "IQ2_XS")], "IQ2_S"),
        ({"general.file_type": 5}, [TensorSpec("w", (256,), "Q6_K")], "Q6_K"),
        ({"general.file_type": "Q4_K_M"}, [WEIGHT], "F16"),
        ({"general.file_type": 15, "split.no": 0, "split.count": 2}, [WEIGHT], "Q4_K_M"),
        ({"general.file_type": 15, "split.no": 0, "split.count": 2}, [], "Q4_K_M"),
        ({"general.file_type": 1, "tokenizer.ggml.model": "gpt2"}, [], None),
    ],
)
def test_the_quantisation_is_named_as_llama_cpp_names_it(
    tmp_path: Path, metadata: dict[str, GgufValue], tensors: list[TensorSpec], quantization: str | None
) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", metadata=metadata, tensors=tensors))
    assert header.quantization == quantization
    assert "file-type-mismatch" not in [found.code for found in header.anomalies]


def test_a_file_type_that_no_tensor_bears_out_is_not_believed(tmp_path: Path) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", metadata={"general.file_type": 15}))
    detail = "general.file_type says Q4_K_M, but no tensor is Q4_K; most are F16"
    assert header.quantization == "F16"
    assert header.anomalies == (Anomaly("file-type-mismatch", 0, detail),)


@pytest.mark.parametrize("value", [0, -1, "4096", True])
def test_counts_that_are_no_counts_stay_unknown(tmp_path: Path, value: GgufValue) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", metadata={"llama.context_length": value}))
    assert header.context_length is None


def test_a_header_without_architecture_or_with_an_empty_name_is_read(tmp_path: Path) -> None:
    header = read_header(gguf_file(tmp_path / "m.gguf", architecture=None, metadata={"general.name": ""}))
    assert (header.architecture, header.name, header.n_experts) == (None, None, None)


def test_the_digest_covers_the_header_and_nothing_of_the_data(tmp_path: Path) -> None:
    first = read_header(gguf_file(tmp_path / "1.gguf", tensors=[TensorSpec("w", (8,), "F32", b"\1" * 32)]))
    second = read_header(gguf_file(tmp_path / "2.gguf", tensors=[TensorSpec("w", (8,), "F32", b"\2" * 32)]))
    third = read_header(gguf_file(tmp_path / "3.gguf", tensors=[TensorSpec("v", (8,), "F32", b"\1" * 32)]))
    assert first.sha256 == second.sha256 != third.sha256
