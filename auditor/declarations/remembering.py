"""Evidence files, compared with what earlier audits recorded of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from auditor.declarations.loading import Declarations
from auditor.declarations.proof import NO_PROOF
from auditor.domain.declared import Declaration
from auditor.domain.evidence import EvidenceDeclared, EvidenceRecord
from auditor.domain.resolution import ResolveDeclared

_Said = tuple[str, str | None, str, date]


def remember(declarations: Declarations, earlier: Iterable[EvidenceRecord]) -> Declarations:
    """Return the declarations with the digest first recorded for each evidence file that changed or is gone.

    Without a ``sha256`` of its own, an entry means the file it was made about: the one the first audit
    saw as such. The same entry is one about the same kind of evidence, by the same person on the same day.

    Args:
        declarations: What :func:`load` returned.
        earlier: Evidence records of earlier audits, oldest first.
    """
    first: dict[_Said, str] = {}
    for record in earlier:
        if record.file_sha256 is not None and record.state not in NO_PROOF:
            first.setdefault((record.evidence, record.file, record.by, record.on), record.file_sha256)
    return replace(declarations, entries=tuple(_compared(entry, first) for entry in declarations.entries))


def _compared(entry: Declaration, first: Mapping[_Said, str]) -> Declaration:
    """Return an entry with what earlier audits recorded of the file that proves it."""
    if isinstance(entry, ResolveDeclared):
        return replace(entry, proof=_recalled(entry.proof, first))
    return _recalled(entry, first) if isinstance(entry, EvidenceDeclared) else entry


def _recalled(entry: EvidenceDeclared, first: Mapping[_Said, str]) -> EvidenceDeclared:
    """Note only a file that changed or is gone: unchanged ones keep their digest."""
    if entry.file is None:
        return entry
    said = (entry.evidence, entry.file, entry.provenance.by, entry.provenance.on)
    recorded = first.get(said, entry.file_sha256)
    return entry if recorded == entry.file_sha256 else replace(entry, recorded_sha256=recorded)
