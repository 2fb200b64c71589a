"""Air-gap attestations: appended, found by the file, the engine and the isolation."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from auditor.domain.attestation import Attestation
from auditor.store import contents
from auditor.store.codec import decode, encode, time_text
from auditor.store.shapes import ATTESTATION
from auditor.store.tables import attestations

if TYPE_CHECKING:
    from auditor.store.database import Database


class Attestations:
    """The attestations of one database."""

    def __init__(self, database: "Database", new_id: Callable[[], str]) -> None:
        self._database = database
        self._new_id = new_id

    def add(self, attestation: Attestation) -> str:
        """See :meth:`auditor.store.Store.add_attestation`."""
        content = encode(ATTESTATION, attestation)
        row = {
            "id": self._new_id(),
            "artifact_sha256": attestation.artifact_sha256,
            "engine": attestation.engine,
            "isolation": attestation.isolation.value,
            "performed_at": time_text(attestation.performed_at),
            "content_sha256": content.sha256,
        }
        with self._database.writing() as connection:
            contents.put(connection, (content,))
            connection.execute(insert(attestations), row)
        return row["id"]

    def newest(self) -> tuple[Attestation, ...]:
        """See :meth:`auditor.store.Store.newest_attestations`."""
        key = (attestations.c.artifact_sha256, attestations.c.engine, attestations.c.isolation)
        latest = (attestations.c.performed_at.desc(), attestations.c.position.desc())
        ranked = select(
            *key,
            attestations.c.content_sha256,
            func.row_number().over(partition_by=key, order_by=latest).label("age"),
        ).subquery()
        newest = select(ranked.c.content_sha256).where(ranked.c.age == 1)
        ordered = newest.order_by(ranked.c.artifact_sha256, ranked.c.engine, ranked.c.isolation)
        with self._database.reading() as connection:
            names = connection.execute(ordered).scalars().all()
            found = contents.bodies(connection, names)
        return tuple(decode(ATTESTATION, found[name]) for name in names)
