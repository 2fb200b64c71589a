"""The tensors of the sample estate: small ones with bytes, large ones as their published shapes."""

import hashlib
from collections.abc import Iterator, Sequence

from auditor.formats.writing import TensorSpec


def tiny_llama(width: int = 16, n_layers: int = 2, n_words: int = 64) -> list[TensorSpec]:
    """Return the tensors of a llama-shaped network small enough to be read whole."""
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (n_words, width),
        "output_norm.weight": (width,),
    }
    for n in range(n_layers):
        shapes |= {f"blk.{n}.attn_{part}.weight": (width, width) for part in ("q", "k", "v", "output")}
        shapes |= {f"blk.{n}.ffn_{part}.weight": (4 * width, width) for part in ("gate", "up")}
        shapes |= {f"blk.{n}.ffn_down.weight": (width, 4 * width)}
        shapes |= {f"blk.{n}.{part}_norm.weight": (width,) for part in ("attn", "ffn")}
    return [TensorSpec(name, shape, "F16", noise(name, shape)) for name, shape in shapes.items()]


def noise(seed: str, shape: Sequence[int]) -> bytes:
    """Return deterministic bytes for a 16-bit tensor."""
    n_bytes = 2
    for length in shape:
        n_bytes *= length
    return hashlib.shake_128(seed.encode()).digest(n_bytes)


def llama_405b() -> list[TensorSpec]:
    """Shapes of Llama 3.1 405B: 126 layers of width 16,384, 405,853,388,800 parameters in all."""
    width, key_width, inner, n_words = 16_384, 1_024, 53_248, 128_256
    tensors = [
        TensorSpec(name, (n_words, width), "BF16") for name in ("model.embed_tokens.weight", "lm_head.weight")
    ]
    tensors.append(TensorSpec("model.norm.weight", (width,), "BF16"))
    for n in range(126):
        layer = f"model.layers.{n}"
        tensors += list(_attention(layer, width, key_width))
        tensors += list(_mlp(f"{layer}.mlp", width, inner))
    return tensors


def llama_4_scout() -> list[TensorSpec]:
    """Text part of Llama 4 Scout: 48 layers of width 5,120, 16 experts and a shared one of 8,192."""
    width, key_width, inner, n_words = 5_120, 1_024, 8_192, 202_048
    tensors = [
        TensorSpec(name, (n_words, width), "BF16") for name in ("model.embed_tokens.weight", "lm_head.weight")
    ]
    tensors.append(TensorSpec("model.norm.weight", (width,), "BF16"))
    for n in range(48):
        layer = f"model.layers.{n}"
        tensors += list(_attention(layer, width, key_width))
        tensors += list(_mlp(f"{layer}.feed_forward.shared_expert", width, inner))
        tensors.append(TensorSpec(f"{layer}.feed_forward.router.weight", (16, width), "BF16"))
        for expert in range(16):
            tensors += list(_mlp(f"{layer}.feed_forward.experts.{expert}", width, inner))
    return tensors


def _attention(layer: str, width: int, key_width: int) -> Iterator[TensorSpec]:
    for part, out in (("q", width), ("k", key_width), ("v", key_width), ("o", width)):
        yield TensorSpec(f"{layer}.self_attn.{part}_proj.weight", (out, width), "BF16")
    for part in ("input", "post_attention"):
        yield TensorSpec(f"{layer}.{part}_layernorm.weight", (width,), "BF16")


def _mlp(name: str, width: int, inner: int) -> Iterator[TensorSpec]:
    for part, shape in (("gate", (inner, width)), ("up", (inner, width)), ("down", (width, inner))):
        yield TensorSpec(f"{name}.{part}_proj.weight", shape, "BF16")
