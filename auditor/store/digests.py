"""The hash cache: which digest a file had, for as long as it is the same file and unchanged.

Not part of the record: a file that was written anew replaces its line, and losing the table costs only
time. A change that keeps size and modification time goes unseen; an empty cache hashes again.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from auditor.domain.observation import FileId
from auditor.store.codec import time_text
from auditor.store.tables import digests

if TYPE_CHECKING:
    from auditor.store.database import Database

_ADD: Final = insert(digests)
_REMEMBER: Final = _ADD.on_conflict_do_update(
    index_elements=[digests.c.file_key],
    set_={"sha256": _ADD.excluded.sha256, "hashed_at": _ADD.excluded.hashed_at},
)
_BATCH: Final = 500


class Digests:
    """The hash cache of one database."""

    def __init__(self, database: "Database", clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def known(self, file_ids: Iterable[FileId]) -> Mapping[FileId, str]:
        """See :meth:`auditor.store.Store.known_digests`."""
        source = iter(file_ids)
        found: dict[FileId, str] = {}
        while batch := {_key(file_id): file_id for file_id in islice(source, _BATCH)}:
            query = select(digests.c.file_key, digests.c.sha256).where(digests.c.file_key.in_(list(batch)))
            with self._database.reading() as connection:
                rows = connection.execute(query).all()
            found.update((batch[row.file_key], row.sha256) for row in rows)
        return found

    def remember(self, computed: Iterable[tuple[FileId, str]]) -> None:
        """See :meth:`auditor.store.Store.remember_digests`."""
        hashed_at = time_text(self._clock())
        source = iter(computed)
        while batch := [
            {"file_key": _key(file_id), "sha256": sha256, "hashed_at": hashed_at}
            for file_id, sha256 in islice(source, _BATCH)
        ]:
            with self._database.writing() as connection:
                connection.execute(_REMEMBER, batch)


def _key(file_id: FileId) -> str:
    # Text, because device, inode and time may need more than a signed 64-bit integer.
    return f"{file_id.device}:{file_id.inode}:{file_id.size_bytes}:{file_id.mtime_ns}"
