"""The shapes of what is stored of scans, and what binds every entry of the ledger to its place.

Those of audits are in :mod:`auditor.store.audit_shapes`, which a scan does not need.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from auditor.domain.observation import Observation
from auditor.domain.scan import Scan
from auditor.store.codec import Shape
from auditor.store.ledger import Kind


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of a scan before anything is seen.

    Attributes:
        target: The target, as named.
        resolved: The target in full, the same for every spelling of one place.
        started_at: When it begins.
        hash_mode: ``full``, ``trust-store`` or ``none``.
        tool: Name and version.
        host: Name of the machine.
    """

    target: str
    resolved: str
    started_at: datetime
    hash_mode: str
    tool: str
    host: str


@dataclass(frozen=True, slots=True)
class Link:
    """What binds an entry of the ledger to its place in the chain.

    Attributes:
        schema: ``auditor/ledger/`` and the form of the record.
        position: Place in the ledger, counted from 1.
        kind: What the entry records.
        id: Id of the scan, attestation or audit.
        predecessor_sha256: Digest of the entry before it; empty for the first.
    """

    schema: str
    position: int
    kind: Kind
    id: str
    predecessor_sha256: str


@dataclass(frozen=True, slots=True)
class ScanEntry:
    """What the ledger says about one finished scan.

    Attributes:
        link: Its place in the chain.
        scan: The scan, its digest over what it saw included.
        began: Its place among all scans in the order they began, which says which of two is newer.
        tool: Name and version.
        host: Name of the machine.
        items_sha256: Digest over its items in order, with the place of each on its machine.
    """

    link: Link
    scan: Scan
    began: int
    tool: str
    host: str
    items_sha256: str


OBSERVATION: Final[Shape[Observation]] = Shape("observation", Observation)
SCAN_ENTRY: Final[Shape[ScanEntry]] = Shape("scan", ScanEntry)
