"""Write the catalogue's data files from reference tables: a one-off, kept so that it can be checked.

    AUDITOR_REFERENCE=DIR python -m benchmarks.import_families

DIR holds ``models/families.csv`` (one row per released model), ``models/hf_param_counts.csv`` and
``models/compute_train.csv`` (two of the listings its rows name), ``entities/entities.csv`` (who
makes and owns) and ``entities/api_hosts.csv`` (rows of type ``hub-org``: which organisation on
the Hugging Face Hub belongs to whom). Every cell keeps its own source and confidence:

* a cell is cited to those of its row's sources that can state it, by their kind (family_sources.py):
  primary is high, secondary medium, never above the row's own word; without one it is general knowledge, low;
* a compute figure of Epoch AI has the confidence Epoch gives it: Confident is medium, else low;
* what stands directly in an entry has the entry's source and confidence; a cell with its own is an object;
* ``checked_on`` is the source's own day; ``null`` where none is on record; the cell ages from ASSEMBLED;
* legal entity, country and parent in families.csv are only the join key: they come from the
  entity, as far as its ``confidence_scope`` reaches, and from families.csv, as low, where none is listed;
* that weights can be downloaded is all a repository shows, so that ``weights_public``, which asks for
  documents too, is low where it is true;
* ``6ND`` compute is left out, because the estimator computes it again from its inputs.

Everything it writes was read by a person afterwards; corrections go into REWRITES, with a reason.
"""

import csv
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from benchmarks.family_sources import EPOCH_DAY, GENERAL_KNOWLEDGE, WEIGHTS_ONLY, Backing, Listings, backing

Row = Mapping[str, str]
Cell = dict[str, object]

OUT: Final = Path(__file__).parent.parent / "auditor" / "catalogue" / "data"
# The day the tables were put together: what has no day of its own ages from it.
ASSEMBLED: Final = "2026-11-22"
EPOCH_CONFIDENCE: Final = {"Confident": "medium"}
SECONDARY_SCOPES: Final = {
    "ownership and seat": {"name", "country", "parent", "parent_country"},
    "seat bloc and hosts only; parent and legal name from memory": {"country"},
}
# Legal entities of families.csv whose hub organisation does not name their entity.
ENTITY_OF_MAKER: Final = {
    "OpenAI": "openai", "Anthropic": "anthropic", "Google": "google", "Microsoft": "microsoft",
    "Mistral": "mistral", "Meta": "meta", "Alibaba": "alibaba", "01.AI": "01ai", "Stability": "stability",
}  # fmt: skip
OTHER_PUBLISHERS: Final = {
    "01-ai": "01ai", "intfloat": "microsoft", "facebook": "meta", "google-bert": "google",
    "CompVis": "stability", "sentence-transformers": "ukp-lab", "occiglot": "occiglot",
}  # fmt: skip
REPACKAGERS: Final = (
    "TheBloke", "bartowski", "ggml-org", "library", "lmstudio-community", "mlx-community", "mradermacher",
    "second-state", "unsloth", "lmstudio-ai", "neuralmagic", "RedHatAI",
)  # fmt: skip
# Base models that the table describes rather than names.
REWRITES: Final = {
    "DeepSeek-V2 + Coder-V2": ["DeepSeek-Coder-V2-Instruct", "DeepSeek-V2"],
    "DeepSeek-V2 intermediate checkpoint": ["DeepSeek-V2"],
    "mergekit model_stock of Llama-3.3/3.1 fine-tunes incl. Nemotron-70B and R1-Distill-70B": [
        "DeepSeek-R1-Distill-Llama-70B",
        "Llama-3.1-Nemotron-70B-Instruct-HF",
    ],
}
# Ids under which a provider serves a release and that carry another day or name than it; no table has them.
# By release: the ids, and the listing that has them; general knowledge where it is none.
_SDK: Final = "anthropics/anthropic-sdk-python src/anthropic/types/model_param.py@0aa2a0d"
API_IDS: Final = {
    "Claude 3 Haiku": (["claude-3-haiku-20240307"], _SDK),
    "Claude 3 Opus": (["claude-3-opus-20240229"], GENERAL_KNOWLEDGE),
    "Claude 3.7 Sonnet": (["claude-3-7-sonnet-20250219"], GENERAL_KNOWLEDGE),
    "Claude Opus 4": (["claude-opus-4-20250514"], _SDK),
    "Claude Opus 4.5": (["claude-opus-4-5-20251101"], _SDK),
    "Claude Sonnet 4": (["claude-sonnet-4-20250514"], _SDK),
    "GPT-4 Turbo": (["gpt-4-1106-preview"], GENERAL_KNOWLEDGE),
}
MODALITIES: Final = {
    "text": ["text"],
    "text+image->text": ["image-understanding", "text"],
    "text-embedding": ["embedding"],
    "audio->text": ["transcription"],
    "text->image": ["text-to-image"],
    "text+image->image": ["text-to-image"],
    "text+image+audio": ["image-understanding", "speech", "text"],
    "text+image+audio+video": ["image-understanding", "text", "transcription"],
    "text+image+audio->text": ["image-understanding", "text", "transcription"],
    "image-segmentation": ["segmentation"],
    "image+video-segmentation": ["segmentation"],
}
# No entity, but whoever runs the machine.
LOCAL = "local-runtime"


def main() -> None:
    """Read the reference tables and write every data file."""
    reference = Path(os.environ["AUDITOR_REFERENCE"])
    families = _rows(reference / "models" / "families.csv")
    entities = {row["id"]: row for row in _rows(reference / "entities" / "entities.csv")}
    listings = Listings(
        hub={row["hf_repo_id"]: row for row in _rows(reference / "models" / "hf_param_counts.csv")},
        epoch={row["model"]: row for row in _rows(reference / "models" / "compute_train.csv")},
    )
    publishers = _publishers(_rows(reference / "entities" / "api_hosts.csv"))
    models: dict[str, list[Row]] = defaultdict(list)
    makers: dict[str, Row] = {}
    for row in families:
        entity = _entity_of(row, publishers)
        models[entity].append(row)
        makers.setdefault(entity, row)
    used = {org: entity for org, entity in publishers.items() if entity in models}
    _write(
        "organisations.json", {"publishers": dict(sorted(used.items())), "repackagers": sorted(REPACKAGERS)}
    )
    # Whoever operates a model or serves one is an entity too, not its makers alone.
    known = {
        entity: _entity(entities.get(entity), makers.get(entity, {}))
        for entity in sorted({*makers, *entities} - {"community", LOCAL})
    }
    _write("entities.json", {"entities": known})
    for entity, rows in models.items():
        _write(f"models/{entity}.json", _provider_file(entity, rows, listings))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _publishers(rows: list[Row]) -> dict[str, str]:
    orgs = {row["key"].rstrip("/"): row["entity_id"] for row in rows if row["type"] == "hub-org"}
    return {org: entity for org, entity in orgs.items() if not entity.startswith("(")} | OTHER_PUBLISHERS


def _entity_of(row: Row, publishers: Mapping[str, str]) -> str:
    organisation = row["hf_repo_id"].split("/")[0]
    if organisation in publishers:
        return publishers[organisation]
    if not row["provider_legal_entity"]:
        return "community"
    return next(
        entity
        for prefix, entity in ENTITY_OF_MAKER.items()
        if row["provider_legal_entity"].startswith(prefix)
    )


def _entity(listed: Row | None, maker: Row) -> dict[str, object]:
    if listed is None:
        names = ("provider_legal_entity", "provider_country", "ultimate_parent", "parent_country")
        values, source, backed = [maker[name] for name in names], GENERAL_KNOWLEDGE, set[str]()
        on = None
    else:
        values = [listed[name] for name in ("legal_name", "country", "ultimate_parent", "parent_country")]
        source = listed["source"] if listed["confidence"] != "memory" else GENERAL_KNOWLEDGE
        # A month is all that is on record; of general knowledge not even that.
        on = f"{listed['as_of']}-01" if listed["confidence"] != "memory" else None
        backed = SECONDARY_SCOPES.get(listed["confidence_scope"], set())
    fields = ("name", "country", "parent", "parent_country")
    entity: dict[str, object] = backing_of("medium" if backed else "low", source, on)
    for field, value in zip(fields, values, strict=True):
        in_scope = not backed or field in backed
        entity |= (
            {field: value if in_scope else _cell(value, "low", GENERAL_KNOWLEDGE, None)} if value else {}
        )
    return entity


def backing_of(confidence: str, source: str, on: str | None) -> Cell:
    begins = date.fromisoformat(on or ASSEMBLED)
    # A year: owners, licences and estimates change about that often.
    stale = begins.replace(year=begins.year + 1)
    return {"source": source, "confidence": confidence, "checked_on": on, "stale_after": stale.isoformat()}


def _cell(value: object, confidence: str, source: str, on: str | None) -> Cell:
    return {"value": value, **backing_of(confidence, source, on)}


def _provider_file(entity: str, rows: list[Row], listings: Listings) -> dict[str, object]:
    entries = {_id(row): _entry(row, listings) for row in rows}
    return {
        "provider": None if entity == "community" else entity,
        "attribution": "Epoch AI, Data on AI Models, CC-BY 4.0, epoch.ai/data, as of 2026-08-22",
        "models": dict(sorted(entries.items(), key=lambda item: item[0].lower())),
    }


def _id(row: Row) -> str:
    return re.sub(r"\s*\([^)]*\)$", "", row["model"])


def _entry(row: Row, listings: Listings) -> dict[str, object]:
    cells = {name: (value, backing(row, name, value, listings)) for name, value in _values(row)}
    # What most cells share stands once, with the entry; of equals the first.
    shared = Counter(backed for _, backed in cells.values()).most_common(1)[0][0]
    entry: dict[str, object] = {"repository": row["hf_repo_id"] or None, **_backed(shared)}
    for name, (value, backed) in cells.items():
        # Weights that are not public show that not all is public; those that are show only themselves.
        shown = WEIGHTS_ONLY if name == "weights_public" and value else backed
        entry[name] = value if shown == shared else {"value": value, **_backed(shown)}
    if row["flop_method"] == "epoch":
        name, level = re.findall(r"Epoch row '(.+)' \((\w*)\)", row["source"])[0]
        figure = float(f"{float(row['training_flop_reported_or_estimated']):.4g}")
        source = f"Epoch AI, Data on AI Models, row '{name}' ({level})"
        entry["estimated_flop"] = _cell(figure, EPOCH_CONFIDENCE.get(level, "low"), source, EPOCH_DAY)
    if _id(row) in API_IDS:
        ids, listing = API_IDS[_id(row)]
        entry["api_ids"] = _cell(ids, "low" if listing == GENERAL_KNOWLEDGE else "medium", listing, None)
    return entry


def _backed(backed: Backing) -> Cell:
    return backing_of(backed.level, backed.source, backed.checked_on)


def _values(row: Row) -> Iterator[tuple[str, object]]:
    yield "family", row["family"]
    numbers = (
        ("n_parameters", "total_params"),
        ("n_active_parameters", "active_params"),
        ("training_tokens", "training_tokens"),
        ("context_length", "context_length"),
    )
    yield from ((name, int(float(row[column]))) for name, column in numbers if row[column])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", row["release_date"]):
        yield "release_date", row["release_date"]
    yield "modalities", _modalities(row)
    if row["licence_spdx_or_LicenseRef"]:
        # A plus sign is not allowed in the name of an SPDX LicenseRef.
        yield "license", row["licence_spdx_or_LicenseRef"].replace("OpenRAIL++", "OpenRAIL-pp")
    if row["base_model"]:
        yield "base_models", _bases(row["base_model"])
    if row["licence_kind"] == "proprietary-api" or row["hf_repo_id"]:
        yield "weights_public", row["licence_kind"] != "proprietary-api"
    if row["flop_method"] == "reported":
        yield "disclosed_flop", float(row["training_flop_reported_or_estimated"])


def _modalities(row: Row) -> list[str]:
    words = MODALITIES[row["modality"]]
    makes_code = re.search(r"coder|codestral|devstral|codegemma|codellama", row["model"], re.IGNORECASE)
    return sorted({*words, "code"}) if makes_code else words


def _bases(text: str) -> list[str]:
    return REWRITES.get(text) or [re.sub(r"\s*\([^)]*\)$", "", text)]


def _write(name: str, document: object) -> None:
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(lines(document, 0) + "\n", encoding="utf-8")


def lines(node: object, depth: int) -> str:
    """Return JSON that a person can review: one line per cell."""
    if not isinstance(node, dict) or "value" in node or not node:
        return json.dumps(node, ensure_ascii=False)
    pad = " " * (depth + 1)
    inside = (f"{pad}{json.dumps(key)}: {lines(value, depth + 1)}" for key, value in node.items())
    return "{\n" + ",\n".join(inside) + "\n" + " " * depth + "}"


if __name__ == "__main__":
    main()
