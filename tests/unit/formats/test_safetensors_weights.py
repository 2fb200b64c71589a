import pytest

from auditor.formats.base import StoredTensor
from auditor.formats.safetensors_weights import Weights, count_weights

Shapes = dict[str, tuple[str, tuple[int, ...]]]


def _count(shapes: Shapes) -> Weights:
    tensors = {}
    for name, (dtype, shape) in shapes.items():
        n = 1
        for extent in shape:
            n *= extent
        tensors[name] = StoredTensor(dtype, shape, n, 0, 0)
    return count_weights(tensors)


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        pytest.param({}, Weights(0, 0), id="nothing"),
        pytest.param(
            {"a": ("F16", (4, 8)), "b": ("F32", (4,))}, Weights(36, 0), id="half and full precision"
        ),
        pytest.param(
            {"a": ("BF16", (4,)), "p.scale": ("F32", (2,))}, Weights(6, 0), id="a scale that is a weight"
        ),
        pytest.param(
            {"p": ("I64", (512,)), "m": ("BOOL", (9,)), "a": ("F16", (4,))}, Weights(4, 0), id="positions"
        ),
        pytest.param(
            {"t": ("I32", (512,)), "a": ("F16", (4,))}, Weights(4, 0), id="a table of whole numbers"
        ),
        pytest.param(
            {
                "a.weight": ("F8_E4M3", (256, 256)),
                "a.weight_scale_inv": ("F32", (2, 2)),
                "n.weight": ("BF16", (8,)),
            },
            Weights(65_544, 0, "F8_E4M3"),
            id="FP8 with block scales",
        ),
        pytest.param(
            {"a.weight": ("I8", (4, 8)), "a.weight_scale": ("BF16", (4, 1)), "a.input_scale": ("F32", ())},
            Weights(32, 0, "I8"),
            id="8-bit integers",
        ),
        pytest.param(
            {"a.weight": ("I8", (4, 8)), "a.SCB": ("F32", (4,))}, Weights(32, 0, "I8"), id="LLM.int8"
        ),
        pytest.param(
            {
                "a.qweight": ("I32", (8, 64)),
                "a.scales": ("F16", (2, 64)),
                "a.qzeros": ("I32", (2, 8)),
                "a.g_idx": ("I32", (64,)),
            },
            Weights(8 * 64 * 8, 0, "GPTQ"),
            id="GPTQ, 4 bits, packed along the input",
        ),
        pytest.param(
            {
                "a.qweight": ("I32", (6, 64)),
                "a.scales": ("F16", (2, 64)),
                "a.qzeros": ("I32", (2, 6)),
                "a.g_idx": ("I32", (64,)),
            },
            Weights(64 * 64, 0, "GPTQ"),
            id="GPTQ, 3 bits",
        ),
        pytest.param(
            {"a.qweight": ("I32", (64, 8)), "a.scales": ("F16", (2, 64)), "a.qzeros": ("I32", (2, 8))},
            Weights(64 * 64, 0, "AWQ"),
            id="AWQ, 4 bits, packed along the output",
        ),
        pytest.param(
            {"a.qweight": ("I32", (64, 8)), "a.scales": ("F16", (2, 64))},
            Weights(0, 0, "AWQ", 512 * 32),
            id="packed along the output without zero points",
        ),
        pytest.param(
            {"a.qweight": ("I32", (64, 8)), "a.scales": ("F16", (2, 64)), "a.qzeros": ("I32", (2, 0))},
            Weights(0, 0, "AWQ", 512 * 32),
            id="zero points of no width",
        ),
        pytest.param(
            {
                "a.weight": ("U8", (4, 32)),
                "a.weight_scale": ("F8_E4M3", (4, 4)),
                "a.weight_scale_2": ("F32", ()),
                "a.input_scale": ("F32", ()),
            },
            Weights(256, 0, "4-bit"),
            id="NVFP4 of Model Optimizer",
        ),
        pytest.param(
            {
                "a.weight_packed": ("U8", (4, 32)),
                "a.weight_scale": ("F8_E4M3", (4, 4)),
                "a.weight_global_scale": ("F32", (1,)),
            },
            Weights(256, 0, "4-bit"),
            id="NVFP4 of compressed-tensors",
        ),
        pytest.param(
            {
                "a.weight_packed": ("I32", (4, 8)),
                "a.weight_scale": ("BF16", (4, 1)),
                "a.weight_shape": ("I64", (2,)),
            },
            Weights(0, 0, "I32", 32 * 32),
            id="integers of compressed-tensors",
        ),
        pytest.param(
            {
                "m.experts.down_proj_blocks": ("U8", (2, 4, 3, 16)),
                "m.experts.down_proj_scales": ("U8", (2, 4, 3)),
            },
            Weights(768, 768, "4-bit"),
            id="MXFP4 experts in blocks",
        ),
        pytest.param(
            {"m.experts.0.w1.weight": ("I8", (4, 32)), "m.experts.0.w1.scale": ("F8_E8M0", (4, 2))},
            Weights(256, 256, "4-bit"),
            id="MXFP4 experts one by one",
        ),
        pytest.param(
            {
                "a.weight": ("U8", (64, 1)),
                "a.weight.absmax": ("F32", (2,)),
                "a.weight.quant_map": ("F32", (16,)),
                "a.weight.quant_state.bitsandbytes__nf4": ("U8", (90,)),
            },
            Weights(128, 0, "4-bit"),
            id="NF4 of bitsandbytes",
        ),
        pytest.param(
            {"a.weight": ("U32", (4, 8)), "a.scales": ("F16", (4, 1)), "a.biases": ("F16", (4, 1))},
            Weights(0, 0, "U32", 32 * 32),
            id="MLX",
        ),
        pytest.param(
            {"m.experts.gate_up_proj": ("BF16", (8, 4)), "m.shared_experts.w.weight": ("BF16", (4,))},
            Weights(36, 32),
            id="stacked experts, and a shared one that always runs",
        ),
        pytest.param(
            {"a.weight": ("BF16", (8,)), "a.scale": ("F32", (2,)), "b.weight": ("F8_E4M3", (4,))},
            Weights(14, 0),
            id="a scale of a half-precision weight is a weight",
        ),
        pytest.param(
            {
                "block.0.mlp.mlp1_weight.blocks": ("U8", (2, 4, 3, 16)),
                "block.0.mlp.mlp1_weight.scales": ("U8", (2, 4, 3)),
                "block.0.mlp.mlp1_bias": ("BF16", (2, 4)),
            },
            Weights(776, 776, "4-bit"),
            id="MXFP4 experts of the original gpt-oss",
        ),
        pytest.param(
            {
                "m.experts.gate_up_proj": ("F8_E4M3", (2, 4, 8)),
                "m.experts.gate_up_proj_scale_inv": ("F32", (2, 1, 1)),
            },
            Weights(64, 64, "F8_E4M3"),
            id="stacked FP8 experts with block scales",
        ),
        pytest.param(
            {
                "m.experts.down_proj": ("U8", (2, 4, 32)),
                "m.experts.down_proj_scale": ("F8_E4M3", (2, 4, 4)),
                "m.experts.down_proj_weight_scale_2": ("F32", (2,)),
                "m.experts.down_proj_input_scale": ("F32", (2,)),
            },
            Weights(512, 512, "4-bit"),
            id="stacked NVFP4 experts",
        ),
        pytest.param(
            {"a.weight": ("F8_E4M3", (4, 8)), "a.weight_scale": ("F32", ()), "a.k_scale": ("F32", ())},
            Weights(32, 0, "F8_E4M3"),
            id="scales of a cache",
        ),
        pytest.param(
            {"a.weight": ("F8_E4M3", (4, 8)), "t.logit_scale": ("F32", ())},
            Weights(33, 0, "F8_E4M3"),
            id="a trained scale of one number is a weight",
        ),
        pytest.param(
            {"m.experts.0.B": ("I32", (4, 64)), "m.experts.0.s": ("F16", (1, 32)), "a.B": ("I32", (1, 8))},
            Weights(2_048, 2_048, "packed integers", 8 * 32),
            id="Marlin",
        ),
        pytest.param(
            {"a.trellis": ("I16", (4, 4, 64)), "a.suh": ("F16", (64,))},
            Weights(16 * 256, 0, "packed integers"),
            id="EXL3",
        ),
        pytest.param({"a.W_q": ("U8", (4, 8))}, Weights(0, 0, "packed integers", 256), id="HQQ"),
        pytest.param(
            {"B": ("I32", (8,)), "a": ("F16", (4,))}, Weights(4, 0), id="a list of numbers called B"
        ),
        pytest.param(
            {
                "l.block_sparse_moe.input_linear.weight": ("BF16", (2, 4, 4)),
                "l.moe.up_proj.weight": ("BF16", (2, 4)),
                "l.shared_mlp.input_linear.weight": ("BF16", (4,)),
            },
            Weights(44, 40),
            id="stacked experts that are not called so",
        ),
        pytest.param(
            {"a.codes": ("F32", (2, 2)), "codes": ("I32", (2, 2)), "a.b": ("I8", (4,))},
            Weights(8, 0),
            id="what is only called like packed weights",
        ),
        pytest.param({"image": ("U8", (4, 4))}, Weights(16, 0), id="bytes without scales"),
        pytest.param(
            {"a.weight": ("U8", ()), "a.weight_scale": ("F8_E4M3", ())}, Weights(0, 0, "U8", 8), id="scalars"
        ),
    ],
)
def test_weights_are_counted_as_weights(shapes: Shapes, expected: Weights) -> None:
    assert _count(shapes) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("layers.0.mlp.expert_gate.3.weight", True),
        ("layers.0.moe.w1", True),
        ("layers.0.router.weight", True),
        ("layers.0.mlp.shared_expert.up_proj.weight", False),
        ("layers.0.mlp.shared_experts.up_proj.weight", False),
        ("layers.0.mlp.up_proj.weight", False),
        ("layers.0.mlp.experts.0.up_proj.weight", False),
    ],
)
@pytest.mark.parametrize("dtype", ["BF16", "F8_E4M3"])
def test_names_may_speak_of_experts_in_a_way_that_is_not_known(name: str, expected: bool, dtype: str) -> None:
    found = count_weights({name: StoredTensor(dtype, (2, 2), 4, 0, 4)})
    assert found.may_have_experts is expected
