"""``config.json``: what the Transformers library is told about the weights beside it."""

from typing import Final

from auditor.domain.document import ModelConfig
from auditor.formats.json_object import JsonObject, count_in, object_in, parse_object, text_in
from auditor.formats.text import cleaned

# Classifiers list tens of thousands of labels in it; generative models need a few kilobytes.
MAX_BYTES: Final = 16 * 1024 * 1024

# Source: the configuration classes of Transformers and the configurations of published checkpoints.
# Shared experts, which run for every token, have names of their own and are not counted.
_EXPERTS: Final = (
    "num_local_experts",
    "n_routed_experts",
    "num_experts",
    "moe_num_experts",
    "num_routed_experts",
    "num_moe_experts",
)
_EXPERTS_USED: Final = (
    "num_experts_per_tok",
    "num_experts_per_token",
    "moe_topk",
    "moe_top_k",
    "moe_k",
    "top_k_experts",
    "experts_per_token",
    "num_selected_experts",
    "num_experts_per_topk",
    "n_activated_experts",
    "num_activated_experts",
    "num_active_experts",
    "moe_num_experts_per_tok",
    "moe_num_active_experts",
    "moe_router_topk",
)
_CONTEXT: Final = (
    "max_position_embeddings",
    "n_positions",
    "max_seq_len",
    "max_sequence_length",
    "n_ctx",
    "seq_length",
)
_VOCABULARY: Final = ("vocab_size", "padded_vocab_size")

# Where models of several modalities, and DBRX its feed-forward layers, keep the language model's part.
_NESTED: Final = ("text_config", "llm_config", "language_config", "ffn_config")


def parse(raw: bytes) -> ModelConfig:
    """Read a ``config.json``; fields that are missing or of another type stay unknown.

    Raises:
        FormatError: it is not a JSON object, or too large.
    """
    fields = parse_object(raw, "config.json", max_bytes=MAX_BYTES)
    parts = [fields, *_nested(fields)]
    return ModelConfig(
        model_type=text_in(fields, "model_type"),
        architectures=_architectures(fields),
        name_or_path=text_in(fields, "_name_or_path"),
        has_auto_map=any(bool(part.get("auto_map")) for part in parts),
        n_experts=_first_count(parts, _EXPERTS),
        n_experts_used=_first_count(parts, _EXPERTS_USED),
        context_length=_first_count(parts, _CONTEXT),
        vocabulary_size=_first_count(parts, _VOCABULARY),
        dtype=_dtype(parts),
        quantization=_quantization(parts),
        bits_per_weight=_bits_per_weight(parts),
    )


def _nested(fields: JsonObject) -> list[JsonObject]:
    # Models that think and speak keep the part that thinks one level further down.
    outer = (fields, object_in(fields, "thinker_config"))
    return [nested for part in outer for name in _NESTED if (nested := object_in(part, name))]


def _first_count(parts: list[JsonObject], names: tuple[str, ...]) -> int | None:
    return next((count for part in parts if (count := count_in(part, *names)) is not None), None)


def _architectures(fields: JsonObject) -> tuple[str, ...]:
    value = fields.get("architectures")
    names = value if isinstance(value, list) else []
    # One class is the rule; a few are possible.
    return tuple(cleaned(name) for name in names[:64] if isinstance(name, str))


def _dtype(parts: list[JsonObject]) -> str | None:
    found = (text_in(part, "dtype", "torch_dtype") for part in parts)
    return next((dtype.removeprefix("torch.") for dtype in found if dtype), None)


def _quantization(parts: list[JsonObject]) -> str | None:
    for part in parts:
        for name in ("quantization_config", "compression_config"):
            method = text_in(object_in(part, name), "quant_method", "quant_algo")
            if method:
                return method
        # mlx-lm writes bits and group size under a name of its own.
        bits = count_in(object_in(part, "quantization"), "bits")
        if bits:
            return f"mlx {bits}-bit"
    return None


def _bits_per_weight(parts: list[JsonObject]) -> int | None:
    """Return the width of quantised weights, ``None`` where layers differ in it or it is not said."""
    found: set[int | None] = set()
    for part in parts:
        for name in ("quantization_config", "compression_config", "quantization"):
            settings = object_in(part, name)
            groups = [object_in(group, "weights") for group in _objects(settings.get("config_groups"))]
            # mlx-lm lists layers of another width beside the settings that hold for the rest.
            layers = [layer for layer in _objects(settings) if "bits" in layer]
            found |= {count_in(each, "bits", "num_bits", "w_bit") for each in (settings, *groups, *layers)}
    widths = found - {None}
    return widths.pop() if len(widths) == 1 else None


def _objects(value: object) -> list[JsonObject]:
    return [entry for entry in value.values() if isinstance(entry, dict)] if isinstance(value, dict) else []
