"""How many weights the tensors of a safetensors file hold.

Elements are not weights where a quantisation scheme packs several into one integer and keeps scales
beside them. Names and shapes in the header give most schemes away without any configuration:

* a tensor is left out where it is the scale, zero point or index of a low-precision weight beside it;
* GPTQ and AWQ (``qweight``) pack as the widths of ``scales`` and ``qzeros`` say;
* NVFP4, MXFP4 and bitsandbytes' 4-bit types keep two weights in each byte, whatever type the bytes have;
* Marlin, ExLlama, AQLM and others pack whole layers, and `packed_layer` says how many weights one holds;
* whole numbers of 16 bits and more without scales (positions, token tables) are no weights.

Where the header cannot say how many bits a weight takes (MLX, packed integers of compressed-tensors, HQQ,
HIGGS, BitNet, Quanto), the tensor's bits are added up instead, for whoever knows the width.

Source:
    tensor names of AutoGPTQ, AutoAWQ, bitsandbytes, compressed-tensors, TensorRT Model Optimizer,
    mlx-lm, AutoAWQ (gemv_fast.py), optimum-quanto, EETQ, HIGGS, BitNet (transformers, integrations) and of
    the published checkpoints of DeepSeek-V3 and gpt-oss.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.formats import packed_layer
from auditor.formats.base import StoredTensor
from auditor.formats.safetensors_dtype import BITS


@dataclass(frozen=True, slots=True)
class Weights:
    """What a file's tensors hold.

    Attributes:
        n_parameters: Weights in all tensors that are not scales and whose width is known.
        n_expert_parameters: Those of experts that only some tokens pass through.
        scheme: Name of the low-precision type or packing that most weights have, if any.
        packed_bits: Bits of all tensors that pack weights of a width the header does not tell.
        packed_expert_bits: Those of experts that only some tokens pass through.
        may_have_experts: No tensor is named as one of an expert is, but some speak of experts or of a router.
    """

    n_parameters: int
    n_expert_parameters: int
    scheme: str | None = None
    packed_bits: int = 0
    packed_expert_bits: int = 0
    may_have_experts: bool = False


# Source: bitsandbytes, functional.py: both of its types of four bits.
_NF4_BITS: Final = 4

_FULL: Final = frozenset({"F64", "F32", "F16", "BF16", "C64"})
_INDICES: Final = frozenset({"BOOL", "I16", "U16", "I32", "U32", "I64", "U64"})
_WORDS: Final = frozenset({"I16", "U16", "I32", "U32"})
_PACKED: Final = _WORDS | {"U8", "I8"}
_LOW: Final = _PACKED | {
    "F4",
    "F6_E2M3",
    "F6_E3M2",
    "F8_E5M2",
    "F8_E4M3",
    "F8_E8M0",
    "F8_E4M3FNUZ",
    "F8_E5M2FNUZ",
}

# Ending of a companion -> endings of the weights it may belong to, in place of its own.
_COMPANIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (".weight_scale_inv", (".weight",)),
    (".weight_scale", (".weight", ".weight_packed")),
    (".weight_scale_2", (".weight",)),
    (".weight_global_scale", (".weight_packed", ".weight")),
    (".weight_zero_point", (".weight_packed", ".weight")),
    (".weight_g_idx", (".weight_packed",)),
    (".weight_shape", (".weight_packed",)),
    (".input_scale", (".weight",)),
    (".input_global_scale", (".weight_packed", ".weight")),
    (".scale", (".weight",)),
    (".scales", (".qweight", ".weight", ".blocks")),
    (".biases", (".weight",)),
    (".qzeros", (".qweight",)),
    (".scaled_zeros", (".qweight",)),
    (".g_idx", (".qweight",)),
    ("_scales", ("_blocks",)),
    # Stacked experts have no module of their own: their scales end like their name.
    ("_scale_inv", ("",)),
    ("_weight_scale", ("",)),
    ("_weight_scale_2", ("",)),
    ("_input_scale", ("",)),
    ("_scale", ("",)),
    (".SCB", (".weight",)),
    (".weight_format", (".weight",)),
    (".weight_scales", (".weight",)),
    (".tables", (".weight",)),
    (".tables2", (".weight",)),
    ("._scale", ("._data", "._data._data")),
    ("._shift", ("._data", "._data._data")),
    (".weight.absmax", (".weight",)),
    (".weight.quant_map", (".weight",)),
    (".weight.nested_absmax", (".weight",)),
    (".weight.nested_quant_map", (".weight",)),
    (".weight.quant_state.bitsandbytes__nf4", (".weight",)),
    (".weight.quant_state.bitsandbytes__fp4", (".weight",)),
)

# Scales of a cache or of activations, one number each; they go with low precision only.
_SCALE_ALONE: Final = re.compile(r"[._](?:[qkv]|kv|prob|input|output|activation)_scale$")

# Routed experts; shared ones, ``shared_experts`` or ``shared_expert``, run for every token. Granite and
# JetMoE, the original gpt-oss and Step-3 stack theirs without the word.
_EXPERTS: Final = re.compile(
    r"\.experts\.|\.block_sparse_moe\.(?:input|output)_linear\.|\.mlp[12]_(?:weight|bias)\b"
    r"|\.moe\.(?:gate|up|down)_proj\."
)

# Names with none of these match neither the pattern above nor the one below: most files have none that do.
_WORDS_OF_EXPERTS: Final = ("expert", "moe", "router", "mlp1_", "mlp2_")

# What else a name may say of a mixture; shared experts alone are none.
_SPEAKS_OF_EXPERTS: Final = re.compile(
    r"(?<!shared_)(?<!shared\.)experts?|(?:^|[._])(?:moe|router)(?:[._]|$)"
)


def count_weights(tensors: Mapping[str, StoredTensor]) -> Weights:
    """Count weights, see the module's description."""
    # Most files hold full and half precision only: nothing is packed and nothing has scales.
    if all(tensor.dtype in _FULL for tensor in tensors.values()):
        elements = {name: tensor.n_elements for name, tensor in tensors.items()}
        n_elements = sum(elements.values())
        if not _mention_experts(tensors):
            return Weights(n_elements, 0)
        experts = _of_experts(elements)
        return Weights(n_elements, experts, may_have_experts=_may_have_experts(tensors, experts))
    counts: dict[str, int] = {}
    bits: dict[str, int] = {}
    schemes: Counter[str] = Counter()
    for name, tensor in _of_weights(tensors):
        count = _count(name, tensor, tensors)
        if count is None:
            bits[name] = tensor.n_elements * BITS[tensor.dtype]
        else:
            counts[name] = count
        schemes[_scheme(name, tensor, tensors)] += counts.get(name, tensor.n_elements)
    scheme = max(schemes, key=lambda key: (schemes[key], key), default="")
    experts, packed_experts = _of_experts(counts), _of_experts(bits)
    return Weights(
        n_parameters=sum(counts.values()),
        n_expert_parameters=experts,
        scheme=scheme or None,
        packed_bits=sum(bits.values()),
        packed_expert_bits=packed_experts,
        may_have_experts=_may_have_experts(tensors, experts + packed_experts),
    )


def _mention_experts(names: Collection[str]) -> bool:
    every = "\n".join(names)
    return any(word in every for word in _WORDS_OF_EXPERTS)


def _may_have_experts(names: Collection[str], n_found: int) -> bool:
    if n_found or not _mention_experts(names):
        return False
    return any(_SPEAKS_OF_EXPERTS.search(name) for name in names)


def _of_experts(counts: Mapping[str, int]) -> int:
    if not _mention_experts(counts):
        return 0
    return sum(count for name, count in counts.items() if _EXPERTS.search(name))


def _of_weights(tensors: Mapping[str, StoredTensor]) -> Iterator[tuple[str, StoredTensor]]:
    """Yield the tensors that hold weights, packed or not."""
    layers = packed_layer.packed_layers(tensors)
    for name, tensor in tensors.items():
        if packed_layer.is_packed(name, tensors):
            yield name, tensor
        elif not packed_layer.is_for_unpacking(name, layers) and not _is_companion(name, tensors):
            is_scale = len(tensor.shape) == 0 and _SCALE_ALONE.search(name)
            is_index = tensor.dtype in _INDICES and not _is_scaled(name, tensors)
            if not is_scale and not is_index:
                yield name, tensor


def _is_companion(name: str, tensors: Mapping[str, StoredTensor]) -> bool:
    """Say whether a tensor belongs to a low-precision weight that lies beside it."""
    for ending, weights in _COMPANIONS:
        if name.endswith(ending):
            beside = (tensors.get(name[: -len(ending)] + weight) for weight in weights)
            if any(tensor is not None and tensor.dtype in _LOW for tensor in beside):
                return True
    # Bytes of bitsandbytes may be kept as another type (bnb_4bit_quant_storage); they are no less packed.
    stem = name.partition(".weight.")[0]
    return stem != name and _has_quant_state(f"{stem}.weight", tensors)


def _has_quant_state(name: str, tensors: Mapping[str, StoredTensor]) -> bool:
    return any(f"{name}.quant_state.bitsandbytes__{kind}" in tensors for kind in ("nf4", "fp4"))


def _is_scaled(name: str, tensors: Mapping[str, StoredTensor]) -> bool:
    """Say whether a companion of this tensor lies beside it: its whole numbers stand for weights."""
    return any(
        name.endswith(weight) and name.removesuffix(weight) + ending in tensors
        for ending, weights in _COMPANIONS
        for weight in weights
    )


def _count(name: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor]) -> int | None:
    """Return how many weights a tensor holds, or ``None`` where it cannot be told."""
    if packed_layer.is_packed(name, tensors):
        return packed_layer.n_weights(name, tensors)
    if _has_quant_state(name, tensors):
        return tensor.n_elements * BITS[tensor.dtype] // _NF4_BITS
    if tensor.dtype not in _PACKED:
        return tensor.n_elements
    if name.endswith(".qweight"):
        return _by_ratio(tensor, tensors, name.removesuffix(".qweight"))
    if _is_four_bit(name, tensor, tensors):
        return tensor.n_elements * 2
    # Bytes without a sign, and wider whole numbers, that have scales: several weights in each of them.
    may_be_packed = tensor.dtype == "U8" or tensor.dtype in _WORDS
    is_packed = name.endswith(".weight_packed") or (may_be_packed and _is_scaled(name, tensors))
    return None if is_packed else tensor.n_elements


def _by_ratio(tensor: StoredTensor, tensors: Mapping[str, StoredTensor], stem: str) -> int | None:
    """Both have one row per group; a row of zero points is packed like the weights, one of scales is not."""
    scales, zeros = tensors.get(f"{stem}.scales"), tensors.get(f"{stem}.qzeros")
    if scales is None or zeros is None or not scales.shape or not zeros.shape or not zeros.shape[-1]:
        return None
    is_alike = zeros.dtype == tensor.dtype and scales.shape[:-1] == zeros.shape[:-1]
    return tensor.n_elements * scales.shape[-1] // zeros.shape[-1] if is_alike else None


def _is_four_bit(name: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor]) -> bool:
    """Say whether each byte holds two weights."""
    if tensor.dtype not in ("U8", "I8"):
        return False
    if any(
        name.endswith(f"{mark}blocks") and f"{name.removesuffix('blocks')}scales" in tensors for mark in "_."
    ):
        return True
    stem = name.removesuffix("_packed")
    scale = tensors.get(f"{stem}_scale") or tensors.get(f"{name.removesuffix('.weight')}.scale")
    if scale is None or not scale.shape or not tensor.shape:
        return False
    # Weights per scale: 16 in NVFP4, whose scales are F8_E4M3; 32 in MXFP4, whose scales are exponents.
    group = {"F8_E4M3": 16, "F8_E8M0": 32, "U8": 32}.get(scale.dtype)
    return group is not None and scale.shape[-1] * group == tensor.shape[-1] * 2


def _scheme(name: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor]) -> str:
    """Name the scheme of one weight; empty for full and half precision."""
    if packed_layer.is_packed(name, tensors):
        return "packed integers"
    if _has_quant_state(name, tensors):
        return "4-bit"
    if tensor.dtype not in _LOW or (tensor.dtype in _PACKED and not _is_scaled(name, tensors)):
        return ""
    if name.endswith(".qweight"):
        return "GPTQ" if f"{name.removesuffix('.qweight')}.g_idx" in tensors else "AWQ"
    return "4-bit" if _is_four_bit(name, tensor, tensors) else tensor.dtype
