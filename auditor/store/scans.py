"""Scans and what they saw.

An observation's content leaves out what belongs to the machine and the moment (path, device, inode,
modification time, bytes allocated on disk), which is kept beside the pointer. So a file that was
touched, or a folder that was mounted elsewhere, is the same content, and the digest of a scan is
that of its contents.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select, update

from auditor.domain.audit import Scan
from auditor.domain.observation import FileId, FileSeen, Observation
from auditor.errors import IntegrityError, StoreError
from auditor.store import contents
from auditor.store.codec import Content, decode, encode, time_text
from auditor.store.shapes import OBSERVATION, PLACE, Place
from auditor.store.tables import contents as content_table
from auditor.store.tables import scan_items, scans
from auditor.store.text import escaped
from auditor.trust import canonical, sha256

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

    from auditor.store.database import Database

# One transaction each: large enough that committing costs nothing, small enough to lose nothing.
_BATCH: Final = 1000

_SCAN: Final = select(
    scans.c.id, scans.c.target, scans.c.started_at, scans.c.finished_at, scans.c.hash_mode, scans.c.sha256
)


class Scans:
    """The scans of one database."""

    def __init__(self, database: "Database", new_id: Callable[[], str]) -> None:
        self._database = database
        self._new_id = new_id

    def begin(self, target: str, *, started_at: datetime, hash_mode: str, tool: str, host: str) -> str:
        """See :meth:`auditor.store.Store.begin_scan`."""
        row = {
            "id": self._new_id(),
            "target": target,
            "started_at": time_text(started_at),
            "hash_mode": hash_mode,
            "tool": tool,
            "host": host,
        }
        with self._database.writing() as connection:
            connection.execute(insert(scans), row)
        return row["id"]

    def add(self, scan_id: str, observations: Iterable[Observation]) -> None:
        """See :meth:`auditor.store.Store.add_observations`."""
        source = iter(observations)
        while batch := [_written(observation) for observation in islice(source, _BATCH)]:
            with self._database.writing() as connection:
                _refuse_finished(connection, scan_id)
                _add_batch(connection, scan_id, batch)

    def finish(self, scan_id: str, finished_at: datetime) -> Scan:
        """See :meth:`auditor.store.Store.finish_scan`."""
        with self._database.writing() as connection:
            _refuse_finished(connection, scan_id)
            ended = {"finished_at": time_text(finished_at), "sha256": _digest(connection, scan_id)}
            connection.execute(update(scans).where(scans.c.id == scan_id).values(ended))
            return _scan(connection.execute(_SCAN.where(scans.c.id == scan_id)).one())

    def newest(self, target: str) -> Scan | None:
        """See :meth:`auditor.store.Store.newest_scan`."""
        query = _SCAN.where(scans.c.target == target, scans.c.finished_at.is_not(None))
        with self._database.reading() as connection:
            row = connection.execute(query.order_by(scans.c.position.desc()).limit(1)).first()
            if row is None:
                return None
            scan = _scan(row)
            # Contents are checked one by one as they are read; that none is missing shows only here.
            check(connection, scan, contents_too=False)
            return scan

    def targets(self) -> tuple[str, ...]:
        """See :meth:`auditor.store.Store.targets`."""
        query = select(scans.c.target).where(scans.c.finished_at.is_not(None)).distinct()
        with self._database.reading() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def observations(self, scan_id: str) -> Iterator[Observation]:
        """See :meth:`auditor.store.Store.observations`."""
        query = (
            select(
                scan_items.c.position, scan_items.c.place, scan_items.c.content_sha256, content_table.c.body
            )
            .outerjoin(content_table, content_table.c.sha256 == scan_items.c.content_sha256)
            .where(scan_items.c.scan_id == scan_id)
            .order_by(scan_items.c.position)
            .limit(_BATCH)
        )
        after = 0
        while True:
            with self._database.reading() as connection:
                _finished_at(connection, scan_id)
                rows = connection.execute(query.where(scan_items.c.position > after)).all()
            for row in rows:
                yield _read(contents.check(row.content_sha256, row.body), row.place)
            if len(rows) < _BATCH:
                return
            after = rows[-1].position


def newest_by_digest(connection: "Connection", digests: Iterable[str]) -> tuple[Scan, ...]:
    """Return the newest finished scan for each digest, in the order of the digests.

    Raises:
        StoreError: no finished scan has one of them.
    """
    found = []
    for wanted in digests:
        row = connection.execute(
            _SCAN.where(scans.c.sha256 == wanted).order_by(scans.c.position.desc()).limit(1)
        ).first()
        if row is None:
            raise StoreError(
                f"scan {wanted}: not in this database",
                hint="An audit rests on finished scans of its own database.",
            )
        found.append(_scan(row))
    return tuple(found)


def check(connection: "Connection", scan: Scan, *, contents_too: bool) -> None:
    """See :meth:`auditor.store.audits.Audits.check_scan`."""
    row = connection.execute(_SCAN.where(scans.c.id == scan.id)).first()
    if row is None or _scan(row) != scan or _digest(connection, scan.id) != scan.sha256:
        what = "altered" if row else "missing"
        raise IntegrityError(f"scan {scan.id}: {what}", hint="Restore the database from a backup.")
    if contents_too:
        contents.count(connection, _content_names(connection, scan.id))


def _content_names(connection: "Connection", scan_id: str) -> list[str]:
    query = select(scan_items.c.content_sha256).where(scan_items.c.scan_id == scan_id)
    return sorted(connection.execute(query).scalars())


def _digest(connection: "Connection", scan_id: str) -> str:
    """Return the digest of a scan: over its target and its contents, in whatever order they were seen."""
    target = connection.execute(select(scans.c.target).where(scans.c.id == scan_id)).scalar_one()
    seen = _content_names(connection, scan_id)
    return sha256(canonical({"target": escaped(target), "contents": seen}))


def _finished_at(connection: "Connection", scan_id: str) -> str | None:
    row = connection.execute(select(scans.c.finished_at).where(scans.c.id == scan_id)).first()
    if row is None:
        raise StoreError(f"scan {scan_id}: no such scan", hint="Begin one first.")
    finished_at: str | None = row.finished_at
    return finished_at


def _refuse_finished(connection: "Connection", scan_id: str) -> None:
    if _finished_at(connection, scan_id) is not None:
        raise StoreError(f"scan {scan_id}: finished, nothing can be added", hint="Begin another scan.")


def _add_batch(connection: "Connection", scan_id: str, batch: list[tuple[Content, str | None]]) -> None:
    contents.put(connection, (content for content, _ in batch))
    last = select(func.coalesce(func.max(scan_items.c.position), 0)).where(scan_items.c.scan_id == scan_id)
    start = connection.execute(last).scalar_one() + 1
    connection.execute(
        insert(scan_items),
        [
            {"scan_id": scan_id, "position": position, "content_sha256": content.sha256, "place": place}
            for position, (content, place) in enumerate(batch, start)
        ],
    )


def _written(observation: Observation) -> tuple[Content, str | None]:
    if not isinstance(observation, FileSeen):
        return encode(OBSERVATION, observation), None
    file = observation.file_id
    place = Place(observation.path, file.device, file.inode, file.mtime_ns, file.allocated_bytes)
    kept = replace(observation, path="", file_id=FileId(0, 0, file.size_bytes, 0, 0))
    return encode(OBSERVATION, kept), encode(PLACE, place).body


def _read(body: str, place_body: str | None) -> Observation:
    observation = decode(OBSERVATION, body)
    if place_body is None or not isinstance(observation, FileSeen):
        return observation
    place = decode(PLACE, place_body)
    size_bytes = observation.file_id.size_bytes
    file = FileId(place.device, place.inode, size_bytes, place.mtime_ns, place.allocated_bytes)
    return replace(observation, path=place.path, file_id=file)


def _scan(row: "Row[str, str, str, str | None, str, str | None]") -> Scan:
    try:
        return Scan(
            id=row.id,
            target=row.target,
            started_at=datetime.fromisoformat(row.started_at),
            finished_at=datetime.fromisoformat(row.finished_at) if row.finished_at else None,
            hash_mode=row.hash_mode,
            sha256=row.sha256 or "",
        )
    except (TypeError, ValueError) as error:
        raise IntegrityError(
            f"scan {row.id}: its record cannot be read: {error}", hint="Restore the database from a backup."
        ) from error
