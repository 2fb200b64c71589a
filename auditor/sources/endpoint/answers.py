"""What servers say of a model and of its name, as it is kept."""

from typing import Final

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.json_value import digest
from auditor.sources.references import reference

_LONGEST_WORD: Final = 200


def told(**values: object) -> tuple[tuple[str, str], ...]:
    """Return what a server says of a model, by name, sorted: words and whole numbers, nothing else."""
    words = {
        name: str(value).strip()
        for name, value in values.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }
    return tuple(sorted((name, word[:_LONGEST_WORD]) for name, word in words.items() if word))


def stored(name: str, sha256: str | None = None) -> ModelReference:
    """Return the reference to a name in the server's own registry."""
    found = reference(name, ReferenceKind.STORE) or ModelReference(name, ReferenceKind.STORE)
    return ModelReference(found.written, found.kind, found.revision, digest(sha256) or found.sha256)
