"""What a model is called, by stores, headers, cards and paths, and which of these names says most."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

from auditor.domain.document import ModelCard
from auditor.domain.mention import DocumentAt, NameAt
from auditor.domain.observation import StoreEntry
from auditor.formats import shard_name
from auditor.formats.folder_name import folder_name
from auditor.identity.artifacts import Occurrence
from auditor.identity.beside import Bundle
from auditor.identity.stores import STORES

_RANKS: Final = {store.name: rank for rank, store in enumerate(STORES)}
# The tag of an image is whatever somebody calls the whole of it.
_BESIDE_STORES: Final = ("header", "oci", "card", "path")

# What llama.cpp's converter of 2023 and 2024 (convert.py) calls whatever it converts.
_OF_CONVERTER: Final = frozenset({"LLaMA", "LLaMA v2"})
# What the common tools call the file itself, whatever is in it.
_GENERIC_STEMS: Final = frozenset(
    {"model", "adapter_model", "pytorch_model", "consolidated", "ggml-model", "weights", "saved_model"}
)


def given_names(
    places: Iterable[Occurrence], entries: Mapping[Bundle, StoreEntry], documents: Iterable[DocumentAt]
) -> tuple[NameAt, ...]:
    """Return what a model is called at its places, the name that says most first.

    Args:
        places: Its places, those here first.
        entries: What stores call what they hold.
        documents: What speaks about it; a card that may mean another model names none.
    """
    names: dict[tuple[str, str], NameAt] = {}

    def add(name: str | None, given_by: str, locator: str, revision: str | None = None) -> None:
        cleaned = (name or "").strip()
        if cleaned:
            names.setdefault((cleaned, given_by), NameAt(cleaned, given_by, locator, revision))

    for place in places:
        entry = entries.get((place.target, place.bundle))
        if entry is not None:
            add(name_in_store(entry, place.locator), entry.store, place.place, entry.revision)
        header = place.files[0].header
        if header.name not in _OF_CONVERTER:
            add(header.name, "header", f"{place.place}@general.name")
        path_name = _path_name(place)
        if entry is None or path_name != entry.name:
            add(path_name, "path", place.place)
    for at in documents:
        if isinstance(at.document, ModelCard) and at.n_sharing == 1:
            add(at.document.model_name, "card", at.locator)
    return tuple(sorted(names.values(), key=lambda name: _rank(name.given_by)))


def _rank(given_by: str) -> tuple[int, int]:
    """Return how little a name says; any store says more than a header."""
    if given_by in _BESIDE_STORES:
        return 1, _BESIDE_STORES.index(given_by)
    return 0, _RANKS.get(given_by, len(_RANKS))


def name_in_store(entry: StoreEntry, locator: str) -> str:
    """Return what a store calls a file; an adapter in an Ollama manifest is a layer of what has the name."""
    is_layer = entry.store == "ollama" and locator.startswith(f"{entry.bundle}/")
    return f"{entry.name}{locator.removeprefix(entry.bundle)}" if is_layer else entry.name


def _path_name(place: Occurrence) -> str:
    """Return the file's name, or its folder's where the file is called what every such file is called."""
    folder, _, name = place.locator.rpartition("/")
    shard = shard_name.parse(name)
    stem = shard.stem if shard else name.rpartition(".")[0] or name
    if stem not in _GENERIC_STEMS:
        return stem
    root = place.files[0].root_name
    return folder_name([*([root] if root else []), *PurePosixPath(folder).parts]) or stem
