"""The shipped self-test model: a tiny llama that continues the alphabet, and nothing else.

``python -m auditor.airgap.self_test_model OUT`` writes it, always with the same bytes. It is ours:
no training, every weight is set by hand so that the right answer is known and every kind of layer is
needed for it. Given the letters so far, it generates the next one, ``a`` after ``z``:

* token embedding: one dimension per letter and mark, and one that is always 1; bytes, which are in
  the vocabulary so that any text can be given, have that one alone;
* attention: every position looks at the beginning-of-text token alone, and takes a flag from it;
  without attention, softmax or the RoPE-rotated keys there is no flag;
* feed-forward (SwiGLU): one neuron per letter opens if its letter *and* the flag are there, and
  writes the next letter's dimension; without it the letter itself would be repeated;
* output: the token embedding again.

Weights are small binary fractions, exact in 16-bit floats.
"""

import io
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from string import ascii_lowercase
from typing import Final

from auditor.airgap.known_answer import FIRST_LETTER
from auditor.formats.writing import GgufValue, TensorSpec, write_gguf

_UNKNOWN, _BEGIN, _END = 0, 1, 2
_MARKS: Final = ("<unk>", "<s>", "</s>", "\u2581", *ascii_lowercase)
_BYTES: Final = tuple(f"<0x{byte:02X}>" for byte in range(256))
_TOKENS: Final = _MARKS + _BYTES

_WIDTH: Final = 32
_N_HEADS: Final = 2
_HEAD_WIDTH: Final = _WIDTH // _N_HEADS
_N_NEURONS: Final = 32

# Places in the residual stream: letters and marks from 0, then these.
_ONE: Final = 30
_FLAG: Final = 31
# The last pair of a head's dimensions turns slowest under RoPE: 0.3 milliradians per position.
_SLOW: Final = _HEAD_WIDTH - 2

# Source: llama.cpp, include/llama.h, enum llama_token_type.
_NORMAL_TYPE, _UNKNOWN_TYPE, _CONTROL_TYPE, _BYTE_TYPE = 1, 2, 3, 6

_Weights = Mapping[tuple[int, int], float]


def build() -> bytes:
    """Return the model file's bytes."""
    stream = io.BytesIO()
    write_gguf(stream, _metadata(), _tensors())
    return stream.getvalue()


def _metadata() -> Mapping[str, GgufValue]:
    types = [_NORMAL_TYPE] * len(_MARKS) + [_BYTE_TYPE] * len(_BYTES)
    types[_UNKNOWN], types[_BEGIN], types[_END] = _UNKNOWN_TYPE, _CONTROL_TYPE, _CONTROL_TYPE
    return {
        "general.architecture": "llama",
        "general.name": "auditor self-test",
        "general.license": "Apache-2.0",
        "general.description": "Continues the alphabet; weights set by hand, not trained.",
        "general.file_type": 1,
        "llama.context_length": 64,
        "llama.embedding_length": _WIDTH,
        "llama.block_count": 1,
        "llama.feed_forward_length": _N_NEURONS,
        "llama.attention.head_count": _N_HEADS,
        "llama.attention.head_count_kv": 1,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": _HEAD_WIDTH,
        "llama.rope.freq_base": 10000.0,
        "llama.vocab_size": len(_TOKENS),
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": list(_TOKENS),
        "tokenizer.ggml.scores": [0.0] * len(_TOKENS),
        "tokenizer.ggml.token_type": types,
        "tokenizer.ggml.bos_token_id": _BEGIN,
        "tokenizer.ggml.eos_token_id": _END,
        "tokenizer.ggml.unknown_token_id": _UNKNOWN,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_eos_token": False,
        "tokenizer.ggml.add_space_prefix": False,
    }


def _tensors() -> tuple[TensorSpec, ...]:
    """Return the tensors; a matrix has shape (outputs, inputs). Without output matrix, llama.cpp ties it."""
    letters = range(len(ascii_lowercase))
    embedding = {(token, token): 1.0 for token in range(len(_MARKS))}
    embedding |= {(token, _ONE): 1.0 for token in range(len(_TOKENS))}
    # Every query asks, in the slow dimension of each head, for the key that only the first token has.
    # Normalised inputs are 4, which makes its score 16 above the others'.
    query = {(head * _HEAD_WIDTH + _SLOW, _ONE): 2.0 for head in range(_N_HEADS)}
    # The two heads bring the flag to 1: 4 * 0.25 * 0.5 each.
    flag = {(_FLAG, head * _HEAD_WIDTH): 0.5 for head in range(_N_HEADS)}
    # Letter and flag: 8 + 8 - 12 opens; one of them alone does not.
    gate = {(neuron, FIRST_LETTER + neuron): 8.0 for neuron in letters}
    gate |= {(neuron, _FLAG): 8.0 for neuron in letters} | {(neuron, _ONE): -12.0 for neuron in letters}
    following = {neuron: FIRST_LETTER + (neuron + 1) % len(ascii_lowercase) for neuron in letters}
    # About 5 for the next letter, against 1 for the letter itself.
    down = {(token, neuron): 0.125 for neuron, token in following.items()}
    return (
        _matrix("token_embd.weight", (len(_TOKENS), _WIDTH), embedding),
        _ones("blk.0.attn_norm.weight"),
        _matrix("blk.0.attn_q.weight", (_WIDTH, _WIDTH), query),
        _matrix("blk.0.attn_k.weight", (_HEAD_WIDTH, _WIDTH), {(_SLOW, _BEGIN): 2.0}),
        _matrix("blk.0.attn_v.weight", (_HEAD_WIDTH, _WIDTH), {(0, _BEGIN): 0.25}),
        _matrix("blk.0.attn_output.weight", (_WIDTH, _WIDTH), flag),
        _ones("blk.0.ffn_norm.weight"),
        _matrix("blk.0.ffn_gate.weight", (_N_NEURONS, _WIDTH), gate),
        _matrix("blk.0.ffn_up.weight", (_N_NEURONS, _WIDTH), {(n, _ONE): 1.0 for n in letters}),
        _matrix("blk.0.ffn_down.weight", (_WIDTH, _N_NEURONS), down),
        _ones("output_norm.weight"),
    )


def _matrix(name: str, shape: tuple[int, int], weights: _Weights) -> TensorSpec:
    rows, columns = shape
    values = [weights.get((row, column), 0.0) for row in range(rows) for column in range(columns)]
    return TensorSpec(name, shape, "F16", struct.pack(f"<{len(values)}e", *values))


def _ones(name: str) -> TensorSpec:
    return TensorSpec(name, (_WIDTH,), "F32", struct.pack("<f", 1.0) * _WIDTH)


def main(arguments: list[str]) -> int:
    """Write the model to the one path given; return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m auditor.airgap.self_test_model OUT\n")
        return 2
    Path(arguments[0]).write_bytes(build())
    return 0


if __name__ == "__main__":  # pragma: no cover - another process runs it
    raise SystemExit(main(sys.argv[1:]))
