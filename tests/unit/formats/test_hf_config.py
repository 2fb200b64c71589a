import json

import pytest

from auditor.domain.document import ModelConfig
from auditor.errors import FormatError
from auditor.formats.hf_config import MAX_BYTES, parse


def _parse(**fields: object) -> ModelConfig:
    return parse(json.dumps(fields).encode())


def test_a_dense_model_is_read_whole() -> None:
    found = _parse(
        architectures=["LlamaForCausalLM"],
        model_type="llama",
        max_position_embeddings=4096,
    )
    assert found == ModelConfig(
        model_type="llama",
        architectures=("LlamaForCausalLM",),
        context_length=4096,
        keys=(("context_length", "max_position_embeddings"),),
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"num_local_experts": 8, "num_experts_per_tok": 2}, (8, 2)),
        ({"n_routed_experts": 256, "n_shared_experts": 1, "num_experts_per_tok": 8}, (256, 8)),
        ({"num_experts": 896, "num_experts_per_token": 16}, (896, 16)),
        ({"moe_num_experts": [64, 64], "moe_k": 6}, (64, 6)),
        ({"num_experts": 64, "moe_topk": [8, 8]}, (64, 8)),
        ({"num_experts": 128, "top_k_experts": 8}, (128, 8)),
        ({"ffn_config": {"moe_num_experts": 16, "moe_top_k": 4}}, (16, 4)),
        ({"text_config": {"num_local_experts": 16, "num_experts_per_tok": 1}}, (16, 1)),
        ({"thinker_config": {"text_config": {"num_experts": 128, "num_experts_per_tok": 8}}}, (128, 8)),
        ({"vision_config": {"num_experts": 4}}, (None, None)),
        ({"num_experts": 0}, (None, None)),
    ],
)
def test_experts_are_found_under_every_name(fields: dict[str, object], expected: tuple[int, int]) -> None:
    found = _parse(**fields)
    assert (found.n_experts, found.n_experts_used) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"auto_map": {"AutoModel": "modeling_x.X"}}, True),
        ({"text_config": {"auto_map": {"AutoModel": "modeling_x.X"}}}, True),
        ({"custom_pipelines": {"x": {"impl": "x.X"}}}, True),
        ({"vision_config": [{"auto_map": {"AutoModel": "modeling_x.X"}}]}, True),
        ({"auto_map": {}}, False),
        ({}, False),
    ],
)
def test_code_of_its_own_is_noticed(fields: dict[str, object], expected: bool) -> None:
    assert _parse(**fields).has_auto_map is expected


def test_counts_say_where_they_stand() -> None:
    found = _parse(
        thinker_config={"text_config": {"num_experts": 128, "max_position_embeddings": 4096}},
        num_experts_per_tok=8,
    )
    assert found.keys == (
        ("n_experts", "thinker_config.text_config.num_experts"),
        ("n_experts_used", "num_experts_per_tok"),
        ("context_length", "thinker_config.text_config.max_position_embeddings"),
    )
    assert found.key_of("n_experts_used") == "num_experts_per_tok"
    assert ModelConfig().key_of("n_experts") == ""


def test_fields_of_another_type_stay_unknown() -> None:
    found = _parse(model_type=1, architectures="X", _name_or_path=None, vocab_size="32000", text_config=[])
    assert found == ModelConfig()
    assert _parse(architectures=["A", 1, None]).architectures == ("A",)


def test_what_is_no_configuration_is_an_error() -> None:
    with pytest.raises(FormatError, match=r"config\.json: not a JSON object"):
        parse(b"[]")
    with pytest.raises(FormatError, match=r"config\.json: 16,777,217 bytes; at most 16,777,216 are read"):
        parse(b" " * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("settings", "bits"),
    [
        ({"quantization_config": {"quant_method": "gptq", "bits": 4, "group_size": 128}}, 4),
        ({"quantization_config": {"config_groups": {"group_0": {"weights": {"num_bits": 8}}}}}, 8),
        (
            {
                "quantization_config": {
                    "config_groups": {"a": {"weights": {"num_bits": 8}}, "b": {"weights": {"num_bits": 4}}}
                }
            },
            None,
        ),
        ({"quantization": {"group_size": 64, "bits": 4}, "quantization_config": {"bits": 4}}, 4),
        ({"quantization": {"bits": 4, "lm_head": {"bits": 6}, "norm": {"group_size": 32}, "x": False}}, None),
        ({"text_config": {"quantization_config": {"w_bit": 4}}}, 4),
        ({"quantization_config": {"bits": 4.25}}, None),
        ({"quantization_config": {"config_groups": [1]}}, None),
        ({}, None),
    ],
)
def test_the_width_of_a_quantised_weight_is_read_where_one_number_holds(
    settings: dict[str, object], bits: int | None
) -> None:
    assert parse(json.dumps(settings).encode()).bits_per_weight == bits


@pytest.mark.parametrize(
    "name",
    [
        "num_experts_per_tok",
        "moe_topk",
        "num_selected_experts",
        "top_k_experts",
        "n_activated_experts",
        "moe_router_topk",
        "num_experts_per_topk",
    ],
)
def test_experts_per_token_have_many_names(name: str) -> None:
    assert parse(json.dumps({name: 2}).encode()).n_experts_used == 2
