"""A tiny network as the libraries that make networks smaller store it: one layer of each layout.

Shapes are those that the libraries write, worked out from the size of the layer, so that what is stored
never says how many weights there are but the way that it does in a published file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from auditor.formats.writing import TensorSpec

N_IN: Final = 128
N_OUT: Final = 256
N_VOCABULARY: Final = 64
GROUP: Final = 64
N_GROUPS: Final = N_IN // GROUP

# Embeddings and one norm stay as they are, beside one layer that is packed.
N_PARAMETERS: Final = N_VOCABULARY * N_IN + N_IN + N_IN * N_OUT

Tensors = dict[str, tuple[str, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How one library stores a layer, and what it writes into ``config.json``."""

    name: str
    tensors: Tensors
    config: Mapping[str, object] = field(default_factory=dict)


def network(layer: Tensors) -> list[TensorSpec]:
    """The network's tensors: ``layer`` is that of its one projection."""
    whole: Tensors = {
        "model.embed_tokens.weight": ("F16", (N_VOCABULARY, N_IN)),
        "model.norm.weight": ("F16", (N_IN,)),
        **{f"model.layers.0.mlp.up_proj.{name}": tensor for name, tensor in layer.items()},
    }
    return [TensorSpec(name, shape, dtype) for name, (dtype, shape) in whole.items()]


def gptq(bits: int) -> Tensors:
    """AutoGPTQ and GPTQModel: words down the input, widths that do not divide 32 cross them."""
    return {
        "qweight": ("I32", (N_IN * bits // 32, N_OUT)),
        "qzeros": ("I32", (N_GROUPS, N_OUT * bits // 32)),
        "scales": ("F16", (N_GROUPS, N_OUT)),
        "g_idx": ("I32", (N_IN,)),
    }


def _awq() -> Tensors:
    return {
        "qweight": ("I32", (N_IN, N_OUT // 8)),
        "qzeros": ("I32", (N_GROUPS, N_OUT // 8)),
        "scales": ("F16", (N_GROUPS, N_OUT)),
    }


def _awq_gemv() -> Tensors:
    return {
        "qweight": ("I32", (N_OUT, N_IN // 8)),
        "qzeros": ("I32", (N_OUT, 1)),
        "scales": ("F16", (N_OUT, 8)),
    }


def _awq_fast() -> Tensors:
    return {
        "qweight": ("I16", (N_OUT // 4, N_IN // 4 * 4)),
        "qzeros": ("F16", (8, N_OUT)),
        "scales": ("F16", (8, N_OUT)),
    }


def _bitsandbytes(storage: str, n_bytes: int, kind: str = "nf4") -> Tensors:
    """Double quantisation: the scales are packed too."""
    n_blocks = N_IN * N_OUT // 64
    return {
        "weight": (storage, (N_IN * N_OUT // 2 // n_bytes, 1)),
        "weight.absmax": ("U8", (n_blocks,)),
        "weight.quant_map": ("F32", (16,)),
        "weight.nested_absmax": ("F32", (ceil(n_blocks / 256),)),
        "weight.nested_quant_map": ("F32", (256,)),
        f"weight.quant_state.bitsandbytes__{kind}": ("U8", (117,)),
    }


def mlx(bits: int) -> Tensors:
    """mlx-lm: words of 32 bits along the input, without gaps."""
    return {
        "weight": ("U32", (N_OUT, N_IN * bits // 32)),
        "scales": ("F16", (N_OUT, N_GROUPS)),
        "biases": ("F16", (N_OUT, N_GROUPS)),
    }


def compressed(bits: int) -> Tensors:
    """compressed-tensors, ``pack-quantized``: as many whole weights as a word of 32 bits has room for."""
    return {
        "weight_packed": ("I32", (N_OUT, ceil(N_IN / (32 // bits)))),
        "weight_scale": ("BF16", (N_OUT, N_GROUPS)),
        "weight_zero_point": ("I32", (ceil(N_OUT / (32 // bits)), N_GROUPS)),
        "weight_shape": ("I64", (2,)),
    }


def hqq(bits: int) -> Tensors:
    """HQQ: groups are rows, packed down the column; everything it needs is kept as a tensor."""
    per_element, dtype = {2: (4, "U8"), 3: (10, "I32"), 4: (2, "U8"), 8: (1, "U8")}[bits]
    return {
        "W_q": (dtype, (ceil(N_IN * N_OUT // GROUP / per_element), GROUP)),
        "scale": ("F16", (N_IN * N_OUT // GROUP, 1)),
        "zero": ("F16", (N_IN * N_OUT // GROUP, 1)),
        "nbits": ("I64", ()),
        "group_size": ("I64", ()),
        "shape": ("I64", (2,)),
        "axis": ("I64", ()),
        "packing": ("U8", (7,)),
        "unpack_view_dtype": ("U8", (5,)),
        "view_as_float": ("BOOL", ()),
    }


def exl2() -> Tensors:
    """ExLlamaV2 with layers of two widths: 96 rows of 4 bits, the rest of 8."""
    return {
        "q_weight": ("I32", (96 * 4 // 32 + (N_IN - 96) * 8 // 32, N_OUT)),
        "q_scale": ("I32", (N_GROUPS, N_OUT // 8)),
        "q_scale_max": ("F16", (N_GROUPS,)),
        "q_groups": ("I16", (2 * N_GROUPS,)),
        "q_invperm": ("I32", (N_IN,)),
    }


def exl3(bits: int) -> Tensors:
    """ExLlamaV3: tiles of 16 by 16."""
    return {
        "trellis": ("I16", (N_IN // 16, N_OUT // 16, 16 * bits)),
        "suh": ("F16", (N_IN,)),
        "svh": ("F16", (N_OUT,)),
        "mcg": ("I32", ()),
    }


def vptq() -> Tensors:
    """VPTQ: indices of vectors of eight weights, packed into words."""
    return {
        "indices": ("I32", (1, N_OUT // 8, N_IN * 12 // 32)),
        "centroids.weight": ("BF16", (1, 4096 * 8)),
        "perm": ("I16", (N_IN,)),
        "weight_scale": ("BF16", (N_IN,)),
        "weight_bias": ("BF16", (N_IN,)),
    }


def _told(method: str, **more: object) -> dict[str, object]:
    return {"quantization_config": {"quant_method": method, **more}}


def _groups(bits: int) -> dict[str, object]:
    return _told("compressed-tensors", config_groups={"group_0": {"weights": {"num_bits": bits}}})


def hqq_config(bits: int) -> dict[str, object]:
    """What Transformers writes for HQQ: its scales have a width of their own."""
    widths = {"weight_quant_params": {"nbits": bits, "axis": 1}, "scale_quant_params": {"nbits": 16}}
    return _told("hqq", quant_config=widths)


_LAYER: Final = (N_OUT, N_IN)

TOLD: Final[tuple[Layout, ...]] = (
    *(Layout(f"GPTQ, {bits} bits", gptq(bits)) for bits in (2, 3, 4, 8)),
    Layout(
        "Marlin",
        {
            "B": ("I32", (N_IN // 16, N_OUT * 2)),
            "s": ("F16", (N_GROUPS, N_OUT)),
            "workspace": ("I32", (128,)),
        },
    ),
    Layout(
        "Marlin, sparse",
        {
            "B_24": ("I32", (N_IN // 32, N_OUT * 2)),
            "B_meta": ("I16", (N_IN, N_OUT // 16)),
            "s": ("F16", (N_GROUPS, N_OUT)),
        },
    ),
    Layout(
        "compressed-tensors, marlin-24",
        {
            "weight_packed": ("I32", (N_IN // 32, N_OUT * 2)),
            "scale_packed": ("F16", (N_GROUPS, N_OUT)),
            "meta": ("I16", (N_OUT, N_IN // 16)),
        },
        _groups(4),
    ),
    Layout("AWQ", _awq()),
    Layout("AWQ, gemv", _awq_gemv()),
    Layout("AWQ, gemv_fast", _awq_fast(), _told("awq", bits=4, version="gemv_fast")),
    Layout("EXL2", exl2(), _told("exl2", bits=5.0)),
    *(Layout(f"EXL3, {bits} bits", exl3(bits), _told("exl3", bits=3.5)) for bits in (2, 3, 5)),
    Layout("NF4", _bitsandbytes("U8", 1)),
    Layout("FP4", _bitsandbytes("U8", 1, "fp4")),
    Layout("NF4, stored as BF16", _bitsandbytes("BF16", 2)),
    Layout("NF4, stored as F32", _bitsandbytes("F32", 4)),
    Layout("LLM.int8", {"weight": ("I8", _LAYER), "SCB": ("F32", (N_OUT,)), "weight_format": ("U8", ())}),
    Layout("EETQ", {"weight": ("I8", (N_IN, N_OUT)), "weight_scales": ("F16", (N_OUT,))}),
    Layout(
        "MXFP4 of compressed-tensors",
        {"weight_packed": ("U8", (N_OUT, N_IN // 2)), "weight_scale": ("U8", (N_OUT, N_IN // 32))},
    ),
    Layout(
        "MXFP4 of Quark", {"weight": ("U8", (N_OUT, N_IN // 2)), "weight_scale": ("U8", (N_OUT, N_IN // 32))}
    ),
    Layout(
        "MXFP4 of gpt-oss",
        {
            "experts.up_proj_blocks": ("U8", (2, N_OUT // 2, N_IN // 32, 16)),
            "experts.up_proj_scales": ("U8", (2, N_OUT // 2, N_IN // 32)),
        },
    ),
    Layout(
        "NVFP4 of compressed-tensors",
        {
            "weight_packed": ("U8", (N_OUT, N_IN // 2)),
            "weight_scale": ("F8_E4M3", (N_OUT, N_IN // 16)),
            "weight_global_scale": ("F32", (1,)),
            "input_global_scale": ("F32", (1,)),
        },
    ),
    Layout(
        "NVFP4 of Model Optimizer",
        {
            "weight": ("U8", (N_OUT, N_IN // 2)),
            "weight_scale": ("F8_E4M3", (N_OUT, N_IN // 16)),
            "weight_scale_2": ("F32", ()),
            "input_scale": ("F32", ()),
        },
    ),
    Layout(
        "FP8", {"weight": ("F8_E4M3", _LAYER), "weight_scale": ("F32", (1,)), "input_scale": ("F32", (1,))}
    ),
    Layout("FP8 in blocks", {"weight": ("F8_E4M3", _LAYER), "weight_scale_inv": ("F32", (2, 1))}),
    *(Layout(f"compressed-tensors, {bits} bits", compressed(bits), _groups(bits)) for bits in (4, 8)),
    *(
        Layout(f"MLX, {bits} bits", mlx(bits), {"quantization": {"bits": bits, "group_size": GROUP}})
        for bits in (2, 3, 4, 5, 6, 8)
    ),
    Layout(
        "MLX, mxfp4",
        {"weight": ("U32", (N_OUT, N_IN // 8)), "scales": ("U8", (N_OUT, N_IN // 32))},
        {"quantization": {"bits": 4, "group_size": 32, "mode": "mxfp4"}},
    ),
    *(Layout(f"HQQ, {bits} bits", hqq(bits), hqq_config(bits)) for bits in (2, 4, 8)),
    Layout(
        "AQLM",
        {
            "codes": ("I16", (N_OUT, N_IN // 8, 1)),
            "codebooks": ("F16", (1, 65536, 1, 8)),
            "scales": ("F16", (N_OUT, 1, 1, 1)),
        },
        _told("aqlm", nbits_per_codebook=16),
    ),
    Layout(
        "AQLM of two codebooks",
        {
            "codes": ("I8", (N_OUT, N_IN // 8, 2)),
            "codebooks": ("F16", (2, 256, 1, 8)),
            "scales": ("F16", (N_OUT, 1, 1, 1)),
        },
    ),
    Layout(
        "QuIP#",
        {
            "Qidxs": ("I64", (N_OUT, N_IN // 32)),
            "SU": ("F16", (N_IN,)),
            "SV": ("F16", (N_OUT,)),
            "Wscale": ("F32", ()),
            "codebook_id": ("I64", ()),
        },
    ),
    Layout(
        "QTIP",
        {
            "trellis": ("I16", (N_IN // 16 * N_OUT // 16, 32)),
            "SU": ("F16", (N_IN,)),
            "SV": ("F32", (N_OUT,)),
            "rcp": ("I64", ()),
        },
    ),
    Layout(
        "HIGGS",
        {
            "weight": ("I16", (N_OUT * 4 // 16, N_IN)),
            "scales": ("F16", (N_OUT, N_GROUPS)),
            "tables": ("F16", (16, 2)),
            "tables2": ("F32", (16, 16, 2)),
        },
        _told("higgs", bits=4),
    ),
    Layout("BitNet", {"weight": ("U8", (N_OUT // 4, N_IN)), "weight_scale": ("BF16", (1,))}, _told("bitnet")),
    Layout(
        "Quanto, 8 bits",
        {"weight._data": ("I8", _LAYER), "weight._scale": ("F16", (N_OUT, 1))},
        _told("quanto", weights="int8"),
    ),
    Layout(
        "Quanto, 4 bits",
        {
            "weight._data._data": ("U8", (N_OUT // 2, N_IN)),
            "weight._scale": ("F16", (N_GROUPS, N_OUT)),
            "weight._shift": ("I8", (N_GROUPS, N_OUT)),
        },
        _told("quanto", weights="int4"),
    ),
)
"""Layouts whose files tell how many weights they hold, by themselves or with their configuration."""

UNTOLD: Final[tuple[Layout, ...]] = (
    Layout("AWQ, gemv_fast, without configuration", _awq_fast()),
    Layout("MLX without configuration", mlx(4)),
    Layout("MLX of two widths", mlx(4), {"quantization": {"bits": 4, "lm_head": {"bits": 6}}}),
    Layout("compressed-tensors without configuration", compressed(4)),
    # A word of 32 bits has room for ten weights of three bits, and rows end in a word that is not full.
    Layout("compressed-tensors, 3 bits", compressed(3), _groups(3)),
    Layout("HQQ without configuration", hqq(4)),
    Layout("HQQ, 3 bits", hqq(3), hqq_config(3)),
    Layout("EXL2 without its order of rows", {"q_weight": exl2()["q_weight"], "q_scale": exl2()["q_scale"]}),
    Layout(
        "AQLM without codebooks",
        {"codes": ("I16", (N_OUT, N_IN // 8, 1)), "scales": ("F16", (N_OUT, 1, 1, 1))},
        _told("aqlm", nbits_per_codebook=16),
    ),
    Layout("VPTQ", vptq(), _told("vptq")),
    Layout(
        "SpQR",
        {
            "dense_weights": ("I64", (N_IN * N_OUT * 3 // 64,)),
            "row_offsets": ("I32", (N_OUT + 1,)),
            "col_vals": ("I32", (99,)),
            "in_perm": ("I16", (N_IN,)),
        },
        _told("spqr", bits=3),
    ),
    Layout(
        "BitNet without configuration", {"weight": ("U8", (N_OUT // 4, N_IN)), "weight_scale": ("BF16", (1,))}
    ),
    # Shapes that claim far more weights than there are bits are not believed.
    Layout("EXL2 with an absurd order of rows", {**exl2(), "q_invperm": ("I32", (N_IN * 1000,))}),
)
"""Layouts that leave it open."""
