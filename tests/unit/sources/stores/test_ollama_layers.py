"""What one layer says, given its blob or why there is none."""

import hashlib
from pathlib import Path

from auditor.domain.observation import DocumentSeen, Observation, Problem, ProblemKind, Skipped
from auditor.sources.places import Unfollowed
from auditor.sources.stores.ollama_layers import MAX_SMALL_LAYER_BYTES, LayerAt, observe_layer
from auditor.sources.stores.ollama_manifest import Layer

TEXT = b"Licensed under the MIT License.\n"


def a_layer(kind: str, raw: bytes = TEXT, *, size_bytes: int | None = None) -> LayerAt:
    return LayerAt(
        Layer(kind, hashlib.sha256(raw).hexdigest(), size_bytes), "bot:latest", f"bot:latest/{kind}"
    )


def observed(path: Path | Unfollowed, at: LayerAt) -> list[Observation]:
    return list(observe_layer("ollama:/srv", str(path) if isinstance(path, Path) else path, at))


def a_blob(folder: Path, raw: bytes = TEXT) -> Path:
    (folder / "blob").write_bytes(raw)
    return folder / "blob"


def test_a_licence_is_a_document_of_what_it_lies_with(tmp_path: Path) -> None:
    (found,) = observed(a_blob(tmp_path), a_layer("license", size_bytes=len(TEXT)))
    assert isinstance(found, DocumentSeen)
    assert (found.target, found.bundle, found.locator) == ("ollama:/srv", "bot:latest", "bot:latest/license")


def test_a_template_is_compared_with_its_digest_and_says_nothing(tmp_path: Path) -> None:
    assert observed(a_blob(tmp_path), a_layer("template")) == []


def test_a_layer_whose_bytes_are_others_says_nothing_and_is_altered(tmp_path: Path) -> None:
    (found,) = observed(a_blob(tmp_path, b"Licensed to nobody.\n"), a_layer("license"))
    assert isinstance(found, Problem)
    assert (found.category, found.bundle) == (ProblemKind.ALTERED, "bot:latest")
    assert found.reason.startswith("altered: its store says sha256 ")


def test_a_blob_of_another_size_is_named_beside_what_it_says(tmp_path: Path) -> None:
    document, problem = observed(a_blob(tmp_path), a_layer("license", size_bytes=len(TEXT) + 1))
    assert isinstance(document, DocumentSeen)
    assert isinstance(problem, Problem)
    assert problem.category is ProblemKind.INCOMPLETE


def test_what_cannot_be_followed_is_a_problem_of_its_model() -> None:
    gone = Unfollowed("is missing")
    licence, weights = (observed(gone, a_layer(kind)) for kind in ("license", "model"))
    assert licence == [
        Problem("ollama:/srv", "bot:latest/license", "its license blob is missing", bundle="bot:latest")
    ]
    # The weights are the model: nothing is left that they would speak about.
    assert weights == [Problem("ollama:/srv", "bot:latest/model", "its model blob is missing")]


def test_a_template_too_large_to_be_one_is_said_to_be_unchecked(tmp_path: Path) -> None:
    raw = b"x" * (MAX_SMALL_LAYER_BYTES + 1)
    (found,) = observed(a_blob(tmp_path, raw), a_layer("template", raw))
    assert isinstance(found, Skipped)
    assert found.reason.startswith("not compared with its digest: ")
