"""Words that name a model: what they are, told by their form."""

import re
from collections.abc import Iterable
from typing import Final

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.credentials import without_credentials
from auditor.sources.variables import is_open

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_HUBS: Final = frozenset({"hf", "huggingface"})
_STORES: Final = frozenset({"ollama"})
# org/name, with a branch, tag or commit behind @ or : as loaders write it.
_REPOSITORY: Final = re.compile(r"([\w.-]+/[\w.-]+)(?:[@:]([\w./-]+))?", re.ASCII)
_HUB_URL: Final = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([\w.-]+/[\w.-]+?)(?:/(?:resolve|blob|tree|raw)/([^/?#]+).*)?/?(?:[?#].*)?",
    re.ASCII,
)
_NOT_REPOSITORIES: Final = ("datasets/", "spaces/", "api/", "models/")
_PATH: Final = re.compile(r"(?:/|\.{1,2}(?:[/\\]|$)|~|[A-Za-z]:[\\/]|\\\\)")
# Suffixes of weights and of what runtimes load: no repository has them.
_FILE: Final = re.compile(
    r"\.(?:gguf|ggml|safetensors|bin|pt|pth|ckpt|onnx|engine|plan|mar|tflite|llamafile|nemo|mlmodel|h5|keras|kcpps)$",
    re.IGNORECASE,
)
# A blob's name in a store, and a commit in the cache of a hub, say more than the path.
_BLOB: Final = re.compile(r"(?:^|[/\\])sha256[-:]([0-9a-f]{64})$", re.IGNORECASE)
_SNAPSHOT: Final = re.compile(r"[/\\]models--[^/\\]+[/\\]snapshots[/\\]([0-9a-f]{40})(?:[/\\]|$)")
_BRACE: Final = re.compile(r"[{}]")
_LONGEST: Final = 1024


def reference(
    words: str, otherwise: ReferenceKind, revision: str | None = None, secrets: Iterable[str] = ()
) -> ModelReference | None:
    """Return the model that words name; ``None`` where there are none.

    ``hf://``, ``huggingface://`` and addresses on the hub name a repository, ``ollama://`` a name in that
    store; the scheme is left out, for the kind says it. Any other address is a location.

    Args:
        words: What somebody wrote.
        otherwise: What a name is that does not say it by its form.
        revision: The revision that is named apart from it.
        secrets: Values that are never to be kept.
    """
    secrets = frozenset(secrets)
    written = without_credentials(words.strip().strip("'\"")[:_LONGEST], secrets)
    revision = without_credentials(revision, secrets) if revision else None
    if not written:
        return None
    if is_open(written):
        return ModelReference(written, ReferenceKind.UNRESOLVED, revision)
    hub = _HUB_URL.fullmatch(written)
    if hub and not hub[1].startswith(_NOT_REPOSITORIES):
        return ModelReference(hub[1], ReferenceKind.REPOSITORY, revision or hub[2])
    address = _SCHEME.fullmatch(written)
    if address:
        return _of_address(written, address[1].lower(), address[2], revision)
    return _of_name(written, otherwise, revision)


def names(references: Iterable[ModelReference | None]) -> tuple[ModelReference, ...]:
    """Return references without gaps and repetitions, in their order."""
    return tuple(dict.fromkeys(found for found in references if found is not None))


def is_cloud_name(name: str) -> bool:
    """Say whether Ollama's own name for a model marks it as a cloud model: ``kimi-k2:1t-cloud``."""
    tag = name.rpartition(":")[2]
    return tag == "cloud" or tag.endswith("-cloud")


def _of_address(written: str, scheme: str, rest: str, revision: str | None) -> ModelReference | None:
    bare = rest.partition("?")[0].strip("/")
    if scheme == "file":
        return _of_name(rest, ReferenceKind.FILE, revision) if rest else None
    if scheme in _STORES and bare:
        return ModelReference(bare, ReferenceKind.STORE, revision)
    # huggingface://org/name/file.gguf: the file is one of the repository's.
    repository = _REPOSITORY.match(bare) if scheme in _HUBS else None
    if repository:
        return ModelReference(repository[1], ReferenceKind.REPOSITORY, revision or repository[2])
    return ModelReference(written, ReferenceKind.LOCATION, revision)


def _of_name(written: str, otherwise: ReferenceKind, revision: str | None) -> ModelReference:
    if otherwise in (ReferenceKind.REPOSITORY, ReferenceKind.LOCATION):
        repository = _REPOSITORY.fullmatch(written)
        if _PATH.match(written) or _FILE.search(written) or written.count("/") > 1 or written.endswith("/"):
            otherwise = ReferenceKind.FILE
        elif repository and repository[2] and "@" in written:
            return ModelReference(repository[1], ReferenceKind.REPOSITORY, revision or repository[2])
        else:
            otherwise = ReferenceKind.REPOSITORY
    elif otherwise is ReferenceKind.STORE and _PATH.match(written):
        otherwise = ReferenceKind.FILE
    if otherwise in (ReferenceKind.REPOSITORY, ReferenceKind.STORE) and _BRACE.search(written):
        # A piece of a template or a variable: no name has one.
        otherwise = ReferenceKind.UNRESOLVED
    if otherwise is not ReferenceKind.FILE:
        return ModelReference(written, otherwise, revision)
    blob, snapshot = _BLOB.search(written), _SNAPSHOT.search(written)
    return ModelReference(
        written,
        ReferenceKind.FILE,
        revision or (snapshot[1] if snapshot else None),
        blob[1].lower() if blob else None,
    )
