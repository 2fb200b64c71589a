"""Which sources of a row of families.csv support which of its cells, by what kind of source each is.

A row names several sources for all its columns. A listing of parameter counts says nothing about a
licence, and a licence file nothing about parameters, so each cell is given the sources of a kind that
can state it. Where the listing itself is at hand, its own figure must be the cell's. A cell that is
left without one rests on general knowledge.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Row = Mapping[str, str]

LEVELS: Final = ("low", "medium", "high")
GENERAL_KNOWLEDGE: Final = "general knowledge"
# The word of families.csv for a whole row; no cell is better than it.
ROW_LEVEL: Final = {"high": "high", "medium": "medium", "memory": "low", "low": "low", "": "low"}

_NAMED: Final = frozenset({"family", "weights_public"})
_LICENSE: Final = _NAMED | {"license"}
_CARD: Final = _LICENSE | {
    "n_parameters", "n_active_parameters", "training_tokens", "context_length", "release_date",
    "modalities", "base_models", "disclosed_flop",
}  # fmt: skip
_EPOCH: Final = _NAMED | {"n_parameters", "training_tokens", "release_date", "modalities"}
_ARENA: Final = _LICENSE | {"n_parameters", "n_active_parameters", "modalities"}
_HUB: Final = _NAMED | {"n_parameters", "context_length", "release_date", "modalities"}
_CONFIG: Final = frozenset({"n_parameters", "n_active_parameters", "context_length"})

# What Epoch AI calls the fields in which a model with this modality works.
_DOMAINS: Final = {
    "text": "Language", "code": "Language", "image-understanding": "Vision",
    "text-to-image": "Image generation", "transcription": "Speech", "speech": "Speech",
    "segmentation": "Vision",
}  # fmt: skip
_SAME: Final = 0.01


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source.

    Attributes:
        pattern: How families.csv writes it.
        citation: How the catalogue cites it; ``\\1`` is the pattern's group.
        level: What it is worth: primary ``high``, secondary ``medium``.
        columns: The cells it can state.
        checked_on: The source's own day; ``None`` where it has none on record.
    """

    pattern: str
    citation: str
    level: str
    columns: frozenset[str]
    checked_on: str | None = None


HUB_LISTING: Final = (
    "safetensors parameter count of the Hugging Face Hub, AlexsJones/llmfit hf_models.json@5bdc9df"
)
EPOCH_DAY: Final = "2026-08-22"
_VENDOR_LICENSE: Final = "licence file in the vendor's GitHub repository"
_HUB_CARD: Final = "model card on the Hugging Face Hub"
_ASF: Final = "ASF generative-tooling terms review (Apache Software Foundation draft, 2026-08)"
KINDS: Final = (
    Kind(r"HF safetensors count via AlexsJones/llmfit .*", HUB_LISTING, "medium", _HUB),
    Kind(r"Epoch row '(.+)' \(\w*\)", r"Epoch AI, Data on AI Models, row '\1'", "medium", _EPOCH, EPOCH_DAY),
    Kind(r"Epoch AI 2026-08-22.*", "Epoch AI, Data on AI Models", "medium", _NAMED, EPOCH_DAY),
    Kind(
        r"betagouv/ComparIA utils/models/models\.json@(\w+).*",
        r"betagouv/ComparIA utils/models/models.json@\1",
        "medium",
        _ARENA,
    ),
    Kind(r"ASF generative-tooling terms review.*", _ASF, "medium", _LICENSE, "2026-08-01"),
    Kind(
        r"meta-llama/llama-models MODEL_CARD/LICENSE \((\w+)\).*",
        r"meta-llama/llama-models MODEL_CARD and LICENSE (\1)",
        "high",
        _CARD,
    ),
    Kind(r"deepseek-ai/DeepSeek-R1 README@(\w+)", r"deepseek-ai/DeepSeek-R1 README@\1", "high", _CARD),
    Kind(
        r"vendor GitHub repo on disk .* model_cards.*",
        "model card in the vendor's GitHub repository",
        "high",
        _CARD,
    ),
    Kind(r"vendor GitHub repo on disk.*", _VENDOR_LICENSE, "high", _LICENSE),
    Kind(r"licence: GitHub MIT .*", _VENDOR_LICENSE, "high", _LICENSE),
    Kind(r"01-ai/Yi repo .*", "01-ai/Yi repository (relicensed)", "high", _LICENSE),
    Kind(
        r"aboutcode-org/scancode-licensedb",
        "aboutcode-org/scancode-licensedb",
        "medium",
        frozenset({"license"}),
    ),
    Kind(r"HF card \(unsloth copy.*", f"{_HUB_CARD} (copy by unsloth)", "medium", _CARD),
    Kind(r"(?:HF card copy.*|cards/(?:canada-quant__\*\.md)?)", _HUB_CARD, "high", _CARD),
    Kind(r"cards/([^_]+)__([^ *]+?)\.md.*", rf"{_HUB_CARD} (\1/\2)", "high", _CARD),
    Kind(r"cards/bert-base-uncased\.md", f"{_HUB_CARD} (google-bert/bert-base-uncased)", "high", _CARD),
    Kind(
        r"(?:ai-dynamo/)?aiconfigurator config", "ai-dynamo/aiconfigurator configuration", "medium", _CONFIG
    ),
)


@dataclass(frozen=True, slots=True)
class Listings:
    """The listings that are at hand, by what they call a model.

    Attributes:
        hub: Rows of ``hf_param_counts.csv``, by repository.
        epoch: Rows of ``compute_train.csv``, by model.
    """

    hub: Mapping[str, Row]
    epoch: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Backing:
    """What backs a cell.

    Attributes:
        source: The sources that state it, or general knowledge.
        level: What the best of them is worth.
        checked_on: The oldest day on record of these; ``None`` if one has none.
    """

    source: str
    level: str
    checked_on: str | None


# The fact asks for three things to be public, and a repository of weights shows one of them.
WEIGHTS_ONLY: Final = Backing(
    "a repository of its weights on the Hugging Face Hub; whether architecture and usage information are"
    " public, and whether access is paid for with money or personal data, was not looked at",
    "low",
    None,
)


def backing(row: Row, column: str, value: object, listings: Listings) -> Backing:
    """Return what backs one cell of a row: the best of the sources that can state it."""
    found = [(kind, text) for kind, text in sources(row) if _states(kind, text, column, value, row, listings)]
    if not found:
        return Backing(GENERAL_KNOWLEDGE, "low", None)
    best = max((kind.level for kind, _ in found), key=LEVELS.index)
    cited = [(kind, text) for kind, text in found if kind.level == best]
    days = [kind.checked_on for kind, _ in cited]
    oldest = min((day for day in days if day), default=None) if all(days) else None
    level = min(best, ROW_LEVEL[row["confidence"]], key=LEVELS.index)
    words = dict.fromkeys(re.sub(rf"^{kind.pattern}$", kind.citation, text) for kind, text in cited)
    return Backing("; ".join(words), level, oldest)


def sources(row: Row) -> Iterator[tuple[Kind, str]]:
    """Yield the sources that a row names, with their kind; memory and remarks are of none."""
    # A semicolon within parentheses is part of a remark.
    for text in re.split(r"\s*;\s*(?![^()]*\))", row["source"]):
        kind = next((kind for kind in KINDS if re.fullmatch(kind.pattern, text.strip())), None)
        if kind is not None:
            yield kind, text.strip()


def _states(kind: Kind, text: str, column: str, value: object, row: Row, listings: Listings) -> bool:
    if column not in kind.columns:
        return False
    if kind.citation == HUB_LISTING:
        return column in _NAMED or _in_hub(listings.hub.get(row["hf_repo_id"]), column, value)
    if kind.columns is _EPOCH:
        named = re.fullmatch(kind.pattern, text)
        return _in_epoch(listings.epoch.get(named[1]) if named else None, column, value)
    # ComparIA compares language models in conversation.
    return not (kind.columns is _ARENA and column == "modalities" and not _is_text(value))


def _in_hub(listed: Row | None, column: str, value: object) -> bool:
    if listed is None:
        return False
    match column:
        case "n_parameters":
            return _same(listed["parameters_raw"], value)
        case "modalities":
            return bool(listed["architecture"]) and _is_text(value)
        case _:
            return bool(listed[column]) and listed[column] == str(value)


def _in_epoch(listed: Row | None, column: str, value: object) -> bool:
    if listed is None:
        # The row is named, but is not in the part of the data that is at hand.
        return column != "modalities" or _is_text(value)
    match column:
        case "n_parameters":
            return _same(listed["parameters"], value)
        case "training_tokens":
            return _same(listed["training_dataset_size"], value)
        case "release_date":
            return listed["publication_date"] == value
        case "modalities":
            assert isinstance(value, Sequence)
            return all(_DOMAINS.get(word, "?") in listed["domain"] for word in value)
        case "weights_public":
            return listed["model_accessibility"].startswith("Open weights") is value
        case _:
            return True


def _is_text(value: object) -> bool:
    return isinstance(value, list) and {"text", "code"}.issuperset(value)


def _same(listed: str, value: object) -> bool:
    assert isinstance(value, int)
    return bool(listed) and abs(float(listed) - value) <= _SAME * value
