"""The hash cache: which digest a file had, for as long as it is the same file and unchanged.

Not part of the record: a file that was written anew replaces its line, and losing the table costs only
time. A file is unchanged while its size, its modification time and the time of its last change of any kind
are. The latter is set back only with the machine's clock, or past the file system: such a change goes unseen;
an empty cache hashes again.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from auditor.domain.observation import FileId, Remembered
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

    def known(self, file_ids: Iterable[FileId]) -> Mapping[FileId, Remembered]:
        """See :meth:`auditor.store.Store.known_digests`."""
        source = iter(file_ids)
        found: dict[FileId, Remembered] = {}
        columns = (digests.c.file_key, digests.c.sha256, digests.c.hashed_at)
        while batch := {_key(file_id): file_id for file_id in islice(source, _BATCH)}:
            query = select(*columns).where(digests.c.file_key.in_(list(batch)))
            with self._database.reading() as connection:
                rows = connection.execute(query).all()
            for row in rows:
                since = datetime.fromisoformat(row.hashed_at).date()
                found[batch[row.file_key]] = Remembered(row.sha256, since)
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
    # Text, because device, inode and times may need more than a signed 64-bit integer.
    parts = (file_id.device, file_id.inode, file_id.size_bytes, file_id.mtime_ns, file_id.ctime_ns)
    return ":".join(f"{part:x}" for part in parts)
