"""How many weights the tensors of a safetensors file hold.

Elements are not weights where a quantisation scheme packs several into one integer and keeps scales
beside them. Names and shapes in the header give most schemes away without any configuration:

* a tensor is left out where it is the scale, zero point or index of a low-precision weight beside it;
* GPTQ and AWQ (``qweight``) pack as the widths of ``scales`` and ``qzeros`` say;
* NVFP4, MXFP4 and bitsandbytes' 4-bit types keep two weights in each byte;
* whole numbers of 16 bits and more without scales (positions, token tables) are no weights.

Where the header cannot say how many bits a weight takes (MLX, packed integers of compressed-tensors,
Marlin, HQQ, AQLM, EXL), the tensor's bits are added up instead, for whoever knows the width.

Source:
    tensor names of AutoGPTQ, AutoAWQ, bitsandbytes, compressed-tensors, TensorRT Model Optimizer,
    mlx-lm, HQQ, AQLM, ExLlama and of the published checkpoints of DeepSeek-V3 and gpt-oss.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.formats.safetensors_dtype import BITS


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """One tensor as its header describes it.

    Attributes:
        dtype: Number type.
        shape: Row-major, slowest dimension first.
        n_elements: Elements stored.
        begin: Offset of its data from the start of the data.
        end: Offset of the byte after its data.
    """

    dtype: str
    shape: tuple[int, ...]
    n_elements: int
    begin: int
    end: int


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


_FULL: Final = frozenset({"F64", "F32", "F16", "BF16", "C64"})
_INDICES: Final = frozenset({"BOOL", "I16", "U16", "I32", "U32", "I64", "U64"})
_PACKED: Final = frozenset({"I32", "U32", "U8", "I8"})
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
    (".g_idx", (".qweight",)),
    ("_scales", ("_blocks",)),
    # Stacked experts have no module of their own: their scales end like their name.
    ("_scale_inv", ("",)),
    ("_weight_scale", ("",)),
    ("_weight_scale_2", ("",)),
    ("_input_scale", ("",)),
    ("_scale", ("",)),
    (".SCB", (".weight",)),
    (".weight.absmax", (".weight",)),
    (".weight.quant_map", (".weight",)),
    (".weight.nested_absmax", (".weight",)),
    (".weight.nested_quant_map", (".weight",)),
    (".weight.quant_state.bitsandbytes__nf4", (".weight",)),
    (".weight.quant_state.bitsandbytes__fp4", (".weight",)),
)

# Packed whole numbers by the names of Marlin, HQQ, AQLM, QuIP#, EXL3 and EXL2.
_PACKED_NAMES: Final = frozenset({"B", "W_q", "codes", "Qidxs", "trellis", "q_weight"})

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
    for name, tensor in tensors.items():
        if _is_companion(name, tensors) or not _is_of_weights(name, tensor, tensors):
            continue
        factor = _packing(name, tensor, tensors)
        if factor is None:
            bits[name] = tensor.n_elements * BITS[tensor.dtype]
        else:
            n_packed, n_stored = factor
            counts[name] = tensor.n_elements * n_packed // n_stored
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


def _is_of_weights(name: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor]) -> bool:
    if tensor.dtype in _INDICES:
        return _is_packed_by_name(name, tensor) or _is_scaled(name, tensors)
    return not (len(tensor.shape) == 0 and _SCALE_ALONE.search(name))


def _is_packed_by_name(name: str, tensor: StoredTensor) -> bool:
    is_integer = tensor.dtype in _PACKED or tensor.dtype in ("I16", "U16")
    return is_integer and len(tensor.shape) > 1 and name.rpartition(".")[2] in _PACKED_NAMES


def _is_companion(name: str, tensors: Mapping[str, StoredTensor]) -> bool:
    """Say whether a tensor belongs to a low-precision weight that lies beside it."""
    for ending, weights in _COMPANIONS:
        if name.endswith(ending):
            beside = (tensors.get(name[: -len(ending)] + weight) for weight in weights)
            if any(tensor is not None and tensor.dtype in _LOW for tensor in beside):
                return True
    return False


def _is_scaled(name: str, tensors: Mapping[str, StoredTensor]) -> bool:
    """Say whether a companion of this tensor lies beside it: its whole numbers stand for weights."""
    return any(
        name.endswith(weight) and name.removesuffix(weight) + ending in tensors
        for ending, weights in _COMPANIONS
        for weight in weights
    )


def _packing(name: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor]) -> tuple[int, int] | None:
    """Return how many weights per how many elements, or ``None`` where it cannot be told."""
    if _is_packed_by_name(name, tensor):
        return None
    if tensor.dtype not in _PACKED:
        return 1, 1
    if name.endswith(".qweight"):
        stem = name.removesuffix(".qweight")
        return _width_ratio(tensors.get(f"{stem}.scales"), tensors.get(f"{stem}.qzeros"))
    if _is_four_bit(name, tensor, tensors):
        return 2, 1
    has_scales = any(
        f"{name.removesuffix('.weight')}{ending}" in tensors for ending in (".scales", "_scales")
    )
    is_packed = name.endswith(".weight_packed") or (tensor.dtype in ("I32", "U32") and has_scales)
    return None if is_packed else (1, 1)


def _width_ratio(scales: StoredTensor | None, zeros: StoredTensor | None) -> tuple[int, int] | None:
    """Both have one row per group; a row of zero points is packed like the weights, one of scales is not."""
    if scales is None or zeros is None or not scales.shape or not zeros.shape or not zeros.shape[-1]:
        return None
    return scales.shape[-1], zeros.shape[-1]


def _is_four_bit(name: str, tensor: StoredTensor, tensors: Mapping[str, StoredTensor]) -> bool:
    """Say whether each byte holds two weights."""
    if tensor.dtype not in ("U8", "I8"):
        return False
    if any(f"{name}.quant_state.bitsandbytes__{kind}" in tensors for kind in ("nf4", "fp4")):
        return True
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
    if _is_packed_by_name(name, tensor):
        return "packed integers"
    if tensor.dtype not in _LOW or (tensor.dtype in _PACKED and not _is_scaled(name, tensors)):
        return ""
    if name.endswith(".qweight"):
        return "GPTQ" if f"{name.removesuffix('.qweight')}.g_idx" in tensors else "AWQ"
    return "4-bit" if _is_four_bit(name, tensor, tensors) else tensor.dtype
