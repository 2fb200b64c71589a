"""``kind: evidence``: a document, process or measure exists, or does not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.kinds.base import VALID_FROM
from auditor.declarations.selector import read_selector
from auditor.declarations.web import is_address
from auditor.domain.declaration import Provenance, Selector
from auditor.domain.evidence import EvidenceDeclared, EvidenceStatus

ORGANISATION: Final = "organisation"
_SUBJECTS: Final = ("model", "system", "deployment")
_KIND: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class EvidenceReader:
    """Reads evidence entries; the file is digested here, so that a later change shows."""

    name: str = "evidence"
    required: tuple[str, ...] = ("evidence", "status")
    optional: tuple[str, ...] = ("serves", "file", "url", "sha256", "owner", VALID_FROM)

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> EvidenceDeclared:
        """See `Kind.read`."""
        serves_kind, serves = _serves(entry)
        file = entry.optional_text("file")
        status = EvidenceStatus(entry.word("status", entry.text("status"), tuple(EvidenceStatus)))
        declared = EvidenceDeclared(
            evidence=_kind(entry),
            serves=serves,
            serves_kind=serves_kind,
            status=status,
            file=file,
            file_sha256=None if file is None else files.digest(entry, "file", file),
            flaw=None if file is None else files.flaw(file),
            expected_sha256=entry.digest("sha256"),
            url=_url(entry),
            provenance=provenance,
            owner=entry.optional_text("owner"),
        )
        _check(entry, declared)
        return declared


def _serves(entry: Entry) -> tuple[str, Selector | None]:
    """Return what it is about; left out, ``null`` or ``organisation`` is the organisation as a whole."""
    if "serves" not in entry.fields or not isinstance(entry.fields["serves"].content, Mapping):
        word = entry.optional_text("serves") or ORGANISATION
        entry.word("serves", word, (ORGANISATION,))
        return ORGANISATION, None
    serves = entry.child("serves", "serves")
    serves.check_keys(required=(), optional=_SUBJECTS)
    if len(serves.fields) != 1:
        raise entry.error("serves", "must name one subject", f"One of {', '.join(_SUBJECTS)}.")
    kind = next(iter(serves.fields))
    return kind, read_selector(serves.child(kind, f"the selector of {kind}"))


def _kind(entry: Entry) -> str:
    kind = entry.text("evidence")
    if not _KIND.fullmatch(kind):
        raise entry.error("evidence", f"cannot be {kind[:40]!r}", "Lower-case words joined by dashes.")
    return kind


def _url(entry: Entry) -> str | None:
    url = entry.optional_text("url")
    if url is not None and not is_address(url):
        raise entry.error("url", f"must be a web address, not {url[:40]!r}", "Write https://...")
    return url


def _check(entry: Entry, declared: EvidenceDeclared) -> None:
    if declared.expected_sha256 and not declared.file:
        raise entry.error("sha256", "is given without a file", "Keep a copy and name it with file.")
    if declared.status is EvidenceStatus.ABSENT and (declared.file or declared.url):
        raise entry.error("status", "is absent, yet a file or url is given", "Say present, or remove them.")
