"""The smallest valid observation of each kind, with keyword changes."""

from dataclasses import replace
from typing import Any

from auditor.domain.artifact import Artifact
from auditor.domain.document import Document, ModelCard
from auditor.domain.header import Header
from auditor.domain.observation import DocumentSeen, FileId, FileSeen, Problem, StoreEntry
from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    ReferenceKind,
    Region,
    Runtime,
)
from auditor.domain.subject import Model
from auditor.domain.tri import Tri
from auditor.identity import group

TARGET = "dir:/models"


def a_header(**changes: Any) -> Header:
    fields: dict[str, Any] = {
        "format": "gguf",
        "version": "3",
        "sha256": "ab" * 32,
        "n_tensors": 3,
        "n_parameters": 1_000,
        "dtypes": (("F16", 3),),
        "architecture": "llama",
    }
    return Header(**{**fields, **changes})


def a_file(locator: str = "a.gguf", *, inode: int = 1, size_bytes: int = 4_000, **changes: Any) -> FileSeen:
    fields: dict[str, Any] = {
        "target": TARGET,
        "locator": locator,
        "path": f"/models/{locator}",
        "file_id": FileId(1, inode, size_bytes, 1_700_000_000_000_000_000, size_bytes),
        "header": a_header(),
        "bundle": ".",
    }
    return FileSeen(**{**fields, **changes})


def a_document(
    document: Document | None = None, *, locator: str = "README.md", bundle: str = ".", target: str = TARGET
) -> DocumentSeen:
    return DocumentSeen(target, locator, bundle, document or ModelCard(licenses=("mit",)))


def an_entry(name: str = "acme/tiny", **changes: Any) -> StoreEntry:
    fields: dict[str, Any] = {
        "target": TARGET,
        "bundle": ".",
        "store": "hf-cache",
        "name": name,
        "revision": "01" * 20,
    }
    return StoreEntry(**{**fields, **changes})


def a_problem(locator: str = "broken.gguf", reason: str = "truncated") -> Problem:
    return Problem(TARGET, locator, reason)


def a_model(*documents: Document, **changes: Any) -> Model:
    """One model made of one file, with documents of its own beside it."""
    seen = [a_document(document, locator=f"document-{n}") for n, document in enumerate(documents)]
    return group([a_file(sha256="cd" * 32, **changes), *seen]).models[0]


def artifact_of(model: Model) -> Artifact:
    """The bytes of a model that has some."""
    assert model.artifact is not None
    return model.artifact


def a_use(**changes: Any) -> InUse:
    """A model in use of which everything is known."""
    whole = InUse(
        target="process:",
        locator="vllm @ 0.0.0.0:8000",
        state=DeploymentState.RUNNING,
        evidence="its command line and the address it listens on",
        model=ModelReference("acme/tiny", ReferenceKind.REPOSITORY, "01" * 20),
        served_as="tiny",
        runtime=Runtime("vllm", "0.8.1", "vllm/vllm-openai:v0.8.1"),
        endpoint=Endpoint("0.0.0.0:8000", Exposure.NETWORK, Tri.FALSE, Tri.FALSE),
        workload="vllm.service",
        host="gpu-01",
        operator="example",
        region=Region("aws", "eu-west-1"),
        remote_code=Tri.TRUE,
    )
    return replace(whole, **changes)
