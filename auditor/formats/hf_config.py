"""``config.json``: what the Transformers library is told about the weights beside it."""

from collections.abc import Mapping
from typing import Final

from auditor.domain.document import ModelConfig
from auditor.formats.imported_class import imported
from auditor.formats.json_object import JsonObject, count_in, object_in, parse_object, text_in
from auditor.formats.loader_config import names_code
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
# Where models of several modalities, and DBRX its feed-forward layers, keep the language model's part.
_NESTED: Final = ("text_config", "llm_config", "language_config", "ffn_config")

# Source: the configuration classes of Transformers, utils/quantization_config.py, and what each method packs.
_WORD_BITS: Final = 32
_BITS_OF_METHOD: Final[Mapping[str, int]] = {"bitnet": 2}
_OF_QUANTO: Final[Mapping[str, int]] = {"int2": 2, "int4": 4, "int8": 8}
# Outliers lie beside the packed weights, or codes stand for several: no width tells how many there are.
_OF_MORE_THAN_BITS: Final = frozenset({"spqr", "vptq", "aqlm"})


def parse(raw: bytes) -> ModelConfig:
    """Read a ``config.json``; fields that are missing or of another type stay unknown.

    Raises:
        FormatError: it is not a JSON object, or too large.
    """
    fields = parse_object(raw, "config.json", max_bytes=MAX_BYTES)
    parts = {"": fields, **_nested(fields)}
    counts = {
        "n_experts": _first_count(parts, _EXPERTS),
        "n_experts_used": _first_count(parts, _EXPERTS_USED),
        "context_length": _first_count(parts, _CONTEXT),
    }
    return ModelConfig(
        model_type=text_in(fields, "model_type"),
        architectures=_architectures(fields),
        has_auto_map=names_code(fields),
        n_experts=counts["n_experts"][0],
        n_experts_used=counts["n_experts_used"][0],
        context_length=counts["context_length"][0],
        bits_per_weight=_bits_per_weight(list(parts.values())),
        keys=tuple((name, key) for name, (_, key) in counts.items() if key),
        code=imported(fields),
    )


def _nested(fields: JsonObject) -> dict[str, JsonObject]:
    """Return the parts of the language model, each by what leads to it."""
    # Models that think and speak keep the part that thinks one level further down.
    outer = (("", fields), ("thinker_config.", object_in(fields, "thinker_config")))
    return {
        f"{before}{name}.": nested
        for before, part in outer
        for name in _NESTED
        if (nested := object_in(part, name))
    }


def _first_count(parts: Mapping[str, JsonObject], names: tuple[str, ...]) -> tuple[int | None, str]:
    """Return the first of the named counts, and its key; the key is empty where there is none."""
    found = (
        (count, f"{before}{name}")
        for before, part in parts.items()
        for name in names
        if (count := count_in(part, name)) is not None
    )
    return next(found, (None, ""))


def _architectures(fields: JsonObject) -> tuple[str, ...]:
    value = fields.get("architectures")
    names = value if isinstance(value, list) else []
    # One class is the rule; a few are possible.
    return tuple(cleaned(name) for name in names[:64] if isinstance(name, str))


def _bits_per_weight(parts: list[JsonObject]) -> int | None:
    """Return the width of quantised weights, ``None`` where layers differ in it or it is not said."""
    found: set[int | None] = set()
    for part in parts:
        for name in ("quantization_config", "compression_config", "quantization"):
            found |= _widths(object_in(part, name))
    widths = found - {None}
    return widths.pop() if len(widths) == 1 else None


def _widths(settings: JsonObject) -> set[int | None]:
    """Return the widths that the settings of a quantisation name."""
    method = (text_in(settings, "quant_method") or "").lower()
    if method in _OF_MORE_THAN_BITS:
        return set()
    # mlx-lm lists layers of another width beside the settings that hold for the rest.
    layers = [layer for layer in _objects(settings) if "bits" in layer]
    found = {count_in(each, "bits", "w_bit") for each in (settings, *layers)}
    groups = [object_in(group, "weights") for group in _objects(settings.get("config_groups"))]
    of_hqq = object_in(settings, "quant_config")
    words = (
        settings,
        *groups,
        *(object_in(each, "weight_quant_params") for each in (of_hqq, *_objects(of_hqq))),
    )
    in_words = {count_in(each, "num_bits", "nbits") for each in words}
    # Their words hold whole weights: one of 32 bits has room for ten of three bits, and two bits are left.
    found |= {width for width in in_words if width and not _WORD_BITS % width}
    if method == "quanto":
        found.add(_OF_QUANTO.get(text_in(settings, "weights") or ""))
    return found | {_BITS_OF_METHOD.get(method)}


def _objects(value: object) -> list[JsonObject]:
    return [entry for entry in value.values() if isinstance(entry, dict)] if isinstance(value, dict) else []
