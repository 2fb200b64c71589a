"""Model files that are not as they should be, built from the self-test model."""

import io
import struct
from collections.abc import Sequence
from pathlib import Path

from auditor.airgap import self_test_model
from auditor.formats.writing import GgufValue, TensorSpec, write_gguf


def variant(
    path: Path, *, tensors: Sequence[TensorSpec] | None = None, metadata: dict[str, GgufValue] | None = None
) -> Path:
    """Write the self-test model with other tensors or metadata; return the path."""
    return _written(
        path,
        dict(self_test_model._metadata()) | (metadata or {}),
        self_test_model._tensors() if tensors is None else tensors,
    )


def zeroed(name: str) -> tuple[TensorSpec, ...]:
    """Return the self-test model's tensors, one of them all zeros."""
    return tuple(
        TensorSpec(tensor.name, tensor.shape, tensor.dtype, None if tensor.name == name else tensor.data)
        for tensor in self_test_model._tensors()
    )


def not_numbers(name: str) -> tuple[TensorSpec, ...]:
    """Return the self-test model's tensors, a 16-bit one of them all NaN."""
    return tuple(
        TensorSpec(tensor.name, tensor.shape, tensor.dtype, b"\x00\x7e" * (len(tensor.data or b"") // 2))
        if tensor.name == name
        else tensor
        for tensor in self_test_model._tensors()
    )


def embedding_model(path: Path) -> Path:
    """Write a tiny BERT: an encoder, which has no next token."""
    width, vocabulary = 8, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "\u2581a", "\u2581b"]
    matrices = {
        "token_embd.weight": (len(vocabulary), width),
        "token_types.weight": (2, width),
        "position_embd.weight": (64, width),
        "blk.0.ffn_up.weight": (width, width),
        "blk.0.ffn_down.weight": (width, width),
    }
    matrices |= {f"blk.0.attn_{part}.weight": (width, width) for part in ("q", "k", "v", "output")}
    vectors = ["token_embd_norm.weight", "token_embd_norm.bias", "blk.0.ffn_up.bias", "blk.0.ffn_down.bias"]
    vectors += [f"blk.0.attn_{part}.bias" for part in ("q", "k", "v", "output")]
    vectors += [f"blk.0.{part}.{kind}" for part in _NORMS for kind in ("weight", "bias")]
    tensors = [TensorSpec(name, shape, "F32", _ones(shape[0] * shape[1])) for name, shape in matrices.items()]
    tensors += [TensorSpec(name, (width,), "F32", _ones(width)) for name in vectors]
    return _written(path, _bert_metadata(width, vocabulary), tensors)


_NORMS = ("attn_output_norm", "layer_output_norm")


def _bert_metadata(width: int, vocabulary: list[str]) -> dict[str, GgufValue]:
    return {
        "general.architecture": "bert",
        "bert.context_length": 64,
        "bert.embedding_length": width,
        "bert.feed_forward_length": width,
        "bert.block_count": 1,
        "bert.attention.head_count": 2,
        "bert.attention.layer_norm_epsilon": 1e-5,
        "bert.attention.causal": False,
        "bert.pooling_type": 1,
        "tokenizer.ggml.model": "bert",
        "tokenizer.ggml.tokens": vocabulary,
        "tokenizer.ggml.token_type": [3, 3, 3, 3, 3, 1, 1],
        "tokenizer.ggml.token_type_count": 2,
        "tokenizer.ggml.unknown_token_id": 1,
        "tokenizer.ggml.bos_token_id": 2,
        "tokenizer.ggml.seperator_token_id": 3,
    }


def _ones(count: int) -> bytes:
    return struct.pack("<f", 1.0) * count


def _written(path: Path, metadata: dict[str, GgufValue], tensors: Sequence[TensorSpec]) -> Path:
    stream = io.BytesIO()
    write_gguf(stream, metadata, tensors)
    path.write_bytes(stream.getvalue())
    return path
