"""Air-gap attestations: entries of the ledger, the newest of each file, engine and isolation in force."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.domain.attestation import Attestation
from auditor.store import chain
from auditor.store.audit_shapes import ATTESTATION_ENTRY, AttestationEntry
from auditor.store.codec import decode
from auditor.store.ledger import Kind

if TYPE_CHECKING:
    from auditor.store.database import Database


class Attestations:
    """The attestations of one database."""

    def __init__(self, database: "Database", new_id: Callable[[], str]) -> None:
        self._database = database
        self._new_id = new_id

    def add(self, attestation: Attestation) -> str:
        """See :meth:`auditor.store.Store.add_attestation`."""
        with self._database.writing() as connection:
            link = chain.next_link(connection, Kind.ATTESTATION, self._new_id())
            chain.append(connection, ATTESTATION_ENTRY, AttestationEntry(link, attestation))
        return link.id

    def newest(self) -> tuple[Attestation, ...]:
        """See :meth:`auditor.store.Store.newest_attestations`."""
        found: dict[tuple[str, str, str], Attestation] = {}
        with self._database.reading() as connection:
            for line in chain.checked(connection, Kind.ATTESTATION):
                added = decode(ATTESTATION_ENTRY, line.body).attestation
                key = (added.artifact_sha256, added.engine, added.isolation.value)
                # Of two of the same moment the one added last counts.
                if key not in found or added.performed_at >= found[key].performed_at:
                    found[key] = added
        return tuple(found[key] for key in sorted(found))
