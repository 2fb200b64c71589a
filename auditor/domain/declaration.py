"""What only the organisation knows, as it declares it.

A field that is left out is unknown (absent from ``fields``); ``null`` is an explicit "none".
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from auditor.domain.values import FactValue


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who declared something, when, and where it is written.

    Attributes:
        by: Who says so.
        on: The day they said it.
        valid_until: Last day it holds, if it ends.
        source: Where they have it from.
        locator: ``FILE:LINE`` of the entry.
    """

    by: str
    on: date
    valid_until: date | None
    source: str | None
    locator: str

    def holds(self, as_of: date) -> bool:
        """Whether the declaration is still valid on a day."""
        return self.valid_until is None or as_of <= self.valid_until


@dataclass(frozen=True, slots=True)
class Selector:
    """What a declaration is about: every condition given must hold.

    Attributes:
        id: A model, deployment or system id, or an unambiguous beginning of one.
        name: A shell-style pattern over names, ``*`` for anything.
        expect_low: Fewest subjects it may match.
        expect_high: Most subjects it may match.
    """

    id: str | None = None
    name: str | None = None
    expect_low: int = 1
    expect_high: int = 1


@dataclass(frozen=True, slots=True)
class OrganisationDeclared:
    """Who audits itself; closes the world of its roles.

    Attributes:
        name: Its name.
        roles: Roles it says it has; a role neither derived nor listed is false.
        fields: Other fields, by name without the family.
        provenance: Who says so.
    """

    name: str
    roles: tuple[str, ...]
    fields: tuple[tuple[str, FactValue | None], ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class SystemDeclared:
    """An AI system of the register.

    Attributes:
        id: Its id.
        name: Its name.
        purpose: Its intended purpose.
        uses: The deployments, or models, it uses.
        fields: Other fields, by name without the family.
        provenance: Who says so.
    """

    id: str
    name: str
    purpose: str
    uses: tuple[Selector, ...]
    fields: tuple[tuple[str, FactValue | None], ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class TrainingDeclared:
    """A model that the organisation itself trained, or trained further.

    Attributes:
        model: The model.
        base: The model it started from; ``None`` for one trained from scratch, absent if not said.
        says_base: Whether ``base`` was given at all.
        fields: Other fields: ``tokens trainable_parameters union_placed_on``.
        provenance: Who says so.
    """

    model: Selector
    base: str | None
    says_base: bool
    fields: tuple[tuple[str, FactValue | None], ...]
    provenance: Provenance


class EvidenceStatus(StrEnum):
    """Whether the thing exists."""

    PRESENT = "present"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"


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


@dataclass(frozen=True, slots=True)
class CoverageAccepted:
    """Something unreadable that the organisation accepts as such.

    Attributes:
        locator: ``TARGET/path`` pattern of the problem.
        reason: Why.
        provenance: Who says so.
    """

    locator: str
    reason: str
    provenance: Provenance


Declaration = OrganisationDeclared | SystemDeclared | TrainingDeclared | EvidenceDeclared | CoverageAccepted


class EvidenceState(StrEnum):
    """What an evidence record proves on a day."""

    VALID = "valid"
    ABSENT = "declared absent"
    EXPIRED = "expired"
    ALTERED = "altered"
    WITHDRAWN = "withdrawn"


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
    """

    evidence: str
    subject_ids: tuple[str, ...]
    state: EvidenceState
    locator: str
    by: str
    on: date
