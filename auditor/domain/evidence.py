"""Evidence: what the organisation says that there is, and what that proves on a day."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from auditor.domain.declaration import Provenance, Selector
from auditor.domain.fact import Confidence


class EvidenceStatus(StrEnum):
    """Whether the thing exists."""

    PRESENT = "present"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"


class EvidenceState(StrEnum):
    """What an evidence record proves on a day."""

    VALID = "valid"
    ABSENT = "declared absent"
    EXPIRED = "expired"
    MISSING = "missing"
    """Its file, whose digest was declared or recorded, is not there any more, or cannot be read."""
    UNFOUND = "not found"
    """Its file is not where it was looked for, and nothing says that it ever was."""
    ALTERED = "altered"
    """Its file is there, and is not what was recorded."""
    EMPTY = "empty"
    """Its file is there, and holds nothing."""
    DECLARATION = "a declaration"
    """Its file is itself a declaration: what somebody says does not prove what they say."""
    WITHDRAWN = "withdrawn"
    ENDED = "withdrawn later"
    """What it records was withdrawn since."""
    LATER = "recorded later"
    """Recorded after the day asked about: it says nothing about that day, neither way."""


@dataclass(frozen=True, slots=True)
class EvidenceDeclared:
    """A record that a document, process or measure exists, or does not.

    Attributes:
        evidence: Its kind, as ``policies/evidence.yaml`` lists them.
        serves: What it is about; ``None`` for the organisation as a whole.
        serves_kind: ``model``, ``system``, ``deployment`` or ``organisation``.
        status: Whether it exists.
        file: Path of the file, relative to the declaration.
        file_sha256: Digest of that file now; ``None`` if it is not there.
        expected_sha256: Digest the declaration names.
        url: Address, for what is published.
        provenance: Who says so.
        recorded_sha256: Digest that an earlier audit recorded for this entry's file, where it is another or
            the file is not there any more.
        owner: Who keeps the thing itself.
        flaw: Why the file, though it is there, is no evidence: ``EMPTY`` or ``DECLARATION``; no part of
            what was declared.
    """

    evidence: str
    serves: Selector | None
    serves_kind: str
    status: EvidenceStatus
    file: str | None
    file_sha256: str | None
    expected_sha256: str | None
    url: str | None
    provenance: Provenance
    recorded_sha256: str | None = None
    owner: str | None = None
    flaw: EvidenceState | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """An evidence declaration, bound to the subjects it serves and judged on a day.

    Attributes:
        evidence: Its kind.
        subject_ids: The subjects it binds to.
        state: What it proves on as-of.
        locator: Where it is recorded, and the file or address.
        by: Who recorded it.
        on: When.
        confidence: How much weight it bears; its basis is always attested.
        method: What there is to look at, in a few words.
        file: Path of its file as declared, if it has one.
        file_sha256: Digest of that file when it was judged; ``None`` if it is not there.
        owner: Who keeps the thing itself, where that is said.
        url: Its address as declared, if it has one.
        valid_until: Last day it holds, if it ends.
        is_kept: Whether a copy of its file is in the evidence store.
        valid_from: First day it speaks of, if that is not the day it was recorded.
    """

    evidence: str
    subject_ids: tuple[str, ...]
    state: EvidenceState
    locator: str
    by: str
    on: date
    confidence: Confidence = Confidence.MEDIUM
    method: str = "recorded without a file"
    file: str | None = None
    file_sha256: str | None = None
    owner: str | None = None
    url: str | None = None
    valid_until: date | None = None
    is_kept: bool = False
    valid_from: date | None = None

    @property
    def begins(self) -> date:
        """First day it speaks of."""
        return self.valid_from or self.on
