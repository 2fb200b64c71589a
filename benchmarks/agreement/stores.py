"""Stores, and lists of models: Ollama, the hub's cache, bills of materials."""

from collections.abc import Iterator

from auditor.domain.observation import DocumentSeen, FileSeen, Observation, Problem, StoreEntry
from auditor.domain.serving import InUse
from auditor.identity import HashMode, digest_files, group
from benchmarks.agreement.base import Compared, Entry, observed


def ollama_manifest(entry: Entry) -> Iterator[Compared]:
    """Compare a manifest without blobs: its model is named, and what is missing is."""
    seen = observed("ollama", entry.root / "ollama" / "models")
    expected, name = entry.expected, entry.expected["model"]
    missing = {
        one.locator: one.reason
        for one in seen
        if isinstance(one, Problem) and one.locator.split("/")[0] == name
    }
    kinds = sorted(reason.split()[1] for reason in missing.values())
    named = [one.name for one in seen if isinstance(one, StoreEntry) and one.name == name]
    yield Compared(entry, "model", [name], named)
    yield Compared(entry, "blobs_present", expected["blobs_present"], not missing)
    yield Compared(entry, "layer_types", sorted(set(expected["layer_types"])), sorted(set(kinds)))
    yield Compared(entry, "licence_layers", expected["licence_layers"], kinds.count("license"))
    yield Compared(entry, "projector", expected["projector"], "projector" in kinds)
    digest = expected["weights_digest"][:19]
    yield Compared(entry, "weights_digest", True, digest in missing.get(name, ""))


def ollama_store(entry: Entry) -> Iterator[Compared]:
    """Compare a store with its blobs: one model, whose bytes are what their names say."""
    seen = observed("ollama", entry.root / "ollama-complete" / "models")
    if entry.expected["kind"] == "ollama-blob":
        altered = [one for one in digest_all(seen) if isinstance(one, Problem) and entry.sha256 in one.reason]
        yield Compared(entry, "sha256_matches_name", entry.expected["sha256_matches_name"], not altered)
        return
    files = [one for one in digest_all(seen) if isinstance(one, FileSeen)]
    names = [one.name for one in seen if isinstance(one, StoreEntry)]
    licences = [one.document for one in seen if isinstance(one, DocumentSeen)]
    yield Compared(entry, "model", [entry.expected["model"]], names)
    yield Compared(
        entry, "weights_digest", [entry.expected["weights_digest"][7:]], [one.sha256 for one in files]
    )
    yield Compared(entry, "blobs_present", entry.expected["blobs_present"], bool(files))
    yield Compared(entry, "one_model_not_two", 1, len(group(digest_all(seen)).models))
    yield Compared(entry, "licence", True, any(entry.expected["licence"] in repr(one) for one in licences))


def hub_cache(entry: Entry) -> Iterator[Compared]:
    """Compare a repository in the cache of the hub."""
    seen = observed("hf-cache", entry.root / "hf-cache" / "hub")
    stored = [(one.name, one.revision) for one in seen if isinstance(one, StoreEntry)]
    yield Compared(entry, "model", [(entry.expected["model"], entry.expected["revision"])], stored)
    yield Compared(entry, "one_model", 1, len(group(digest_all(seen)).models))
    documents = [one.document for one in seen if isinstance(one, DocumentSeen)]
    yield Compared(entry, "licence", True, any(entry.expected["licence"] in repr(one) for one in documents))
    yield Compared(
        entry, "base_model", True, any(entry.expected["base_model"] in repr(one) for one in documents)
    )


def digest_all(seen: list[Observation]) -> tuple[Observation, ...]:
    """Return what was seen, every file with its digest."""
    return tuple(digest_files(seen, HashMode.FULL, known=lambda _: {}).observations)


def bill_of_materials(entry: Entry) -> Iterator[Compared]:
    """Compare another tool's list: whether it is read, and has a model where it is an example of that."""
    seen = observed("cyclonedx", entry.path)
    is_read = not any(isinstance(one, Problem) for one in seen)
    valid = entry.expected["valid_against_own_schema"]
    yield Compared(entry, "valid_against_own_schema", valid, is_read)
    if entry.expected["kind"] == "cyclonedx-mlbom":
        yield Compared(entry, "kind", True, any(isinstance(one, InUse) for one in seen))
