"""Scans and what they saw.

An observation's content leaves out what belongs to the machine and the moment (path, device, inode, times,
bytes allocated on disk, who may write, since when a digest is believed), which is kept beside the pointer.
So a file that was touched, or a folder that was mounted elsewhere, is the same content, and the digest of a
scan is that of its contents.

A scan is finished by its entry in the ledger, which holds a digest over the places too. The rows say what
the scan was when it began; what is used of it is what the ledger says.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select

from auditor.domain.observation import FileSeen, Observation, Problem
from auditor.domain.scan import Scan
from auditor.errors import IntegrityError, StoreError
from auditor.store import chain, contents
from auditor.store.codec import Content, decode, encode, encode_apart, json_integer, time_text
from auditor.store.ledger import Kind
from auditor.store.shapes import OBSERVATION, SCAN_ENTRY, Begun, ScanEntry
from auditor.store.tables import contents as content_table
from auditor.store.tables import scan_items, scans
from auditor.store.text import escaped
from auditor.trust import JsonValue, canonical

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from auditor.store.database import Database

# One transaction each: large enough that committing costs nothing, small enough to lose nothing.
_BATCH: Final = 1000

_OF_THE_MACHINE: Final = ("path", "file_id", "rights", "believed_since")
"""Fields of a file seen that are kept beside its content."""

_ROW: Final = select(*(column for column in scans.columns if column.name != "id"))


class Scans:
    """The scans of one database."""

    def __init__(self, database: "Database", new_id: Callable[[], str]) -> None:
        self._database = database
        self._new_id = new_id

    def begin(self, begun: Begun) -> str:
        """See :meth:`auditor.store.Store.begin_scan`."""
        scan_id = self._new_id()
        row = {"id": scan_id, **asdict(begun), "started_at": time_text(begun.started_at)}
        with self._database.writing() as connection:
            connection.execute(insert(scans), row)
        return scan_id

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
            row = connection.execute(_ROW.where(scans.c.id == scan_id)).one()
            scan = Scan(
                id=scan_id,
                target=row.target,
                started_at=datetime.fromisoformat(row.started_at),
                finished_at=finished_at,
                hash_mode=row.hash_mode,
                sha256=_digest(connection, scan_id, row.target),
                resolved=row.resolved,
            )
            link = chain.next_link(connection, Kind.SCAN, scan_id)
            entry = ScanEntry(link, scan, row.began, row.tool, row.host, _items_digest(connection, scan_id))
            chain.append(connection, SCAN_ENTRY, entry)
        return scan

    def newest(self) -> tuple[Scan, ...]:
        """See :meth:`auditor.store.Store.newest_scans`."""
        return tuple(entry.scan for entry in sorted(self._newest().values(), key=lambda entry: entry.began))

    def hosts(self) -> Mapping[str, str]:
        """See :meth:`auditor.store.Store.scan_hosts`."""
        return {place: entry.host for place, entry in sorted(self._newest().items())}

    def _newest(self) -> Mapping[str, ScanEntry]:
        found: dict[str, ScanEntry] = {}
        with self._database.reading() as connection:
            for line in chain.checked(connection, Kind.SCAN):
                entry = decode(SCAN_ENTRY, line.body)
                place = entry.scan.place
                if place not in found or entry.began > found[place].began:
                    found[place] = entry
        return found

    def observations(self, scan_id: str) -> Iterator[Observation]:
        """See :meth:`auditor.store.Store.observations`."""
        query = (
            select(
                scan_items.c.position,
                scan_items.c.place,
                scan_items.c.content_sha256,
                content_table.c.body,
                content_table.c.packed,
            )
            .outerjoin(content_table, content_table.c.sha256 == scan_items.c.content_sha256)
            .where(scan_items.c.scan_id == scan_id)
            .order_by(scan_items.c.position)
            .limit(_BATCH)
        )
        with self._database.reading() as connection:
            check(connection, entry_of(connection, scan_id), contents_too=False)
        after = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(query.where(scan_items.c.position > after)).all()
            for row in rows:
                body = contents.check(row.content_sha256, row.body, row.packed)
                yield decode(OBSERVATION, body, row.place)
            if len(rows) < _BATCH:
                return
            after = rows[-1].position


def check(connection: "Connection", entry: ScanEntry, *, contents_too: bool) -> None:
    """Check that a scan's rows are what the ledger says.

    Args:
        connection: The database.
        entry: What the ledger says.
        contents_too: Hash every observation again; scans with the same digest have the same.

    Raises:
        IntegrityError: something is missing or altered.
    """
    scan = entry.scan
    row = connection.execute(_ROW.where(scans.c.id == scan.id)).first()
    if row is None or dict(row._mapping) != _row_of(entry):
        what = "altered" if row else "missing"
        raise IntegrityError(f"scan {scan.id}: its row is {what}", hint=chain.RESTORE)
    items_sha256 = _items_digest(connection, scan.id)
    if items_sha256 != entry.items_sha256 or _digest(connection, scan.id, scan.target) != scan.sha256:
        raise IntegrityError(f"scan {scan.id}: what it saw was altered", hint=chain.RESTORE)
    if contents_too:
        contents.count(connection, _contents(connection, scan.id))


def _row_of(entry: ScanEntry) -> dict[str, object]:
    return {
        "began": entry.began,
        "target": entry.scan.target,
        "resolved": entry.scan.resolved,
        "started_at": time_text(entry.scan.started_at),
        "hash_mode": entry.scan.hash_mode,
        "tool": entry.tool,
        "host": entry.host,
    }


def entry_of(connection: "Connection", scan_id: str) -> ScanEntry:
    """Return what the ledger says about a scan.

    Raises:
        StoreError: there is no such scan, or it is not finished.
        IntegrityError: its entry was altered.
    """
    line = chain.find(connection, Kind.SCAN, scan_id)
    if line is None:
        _refuse_finished(connection, scan_id)
        raise StoreError(f"scan {scan_id}: not finished, nothing may rest on it", hint="Scan again.")
    if not chain.is_unaltered(line):
        raise IntegrityError(f"scan {scan_id}: its ledger entry was altered", hint=chain.RESTORE)
    return decode(SCAN_ENTRY, line.body)


def _contents(connection: "Connection", scan_id: str) -> Iterator[str]:
    """Yield the content of every item, sorted."""
    named = select(scan_items.c.content_sha256).where(scan_items.c.scan_id == scan_id)
    yield from connection.execute(named.order_by(scan_items.c.content_sha256)).scalars()


def _digest(connection: "Connection", scan_id: str, target: str) -> str:
    """Return the digest of a scan: over its target and its contents, in whatever order they were seen.

    The canonical bytes of ``{"contents": [...], "target": ...}``, a row at a time: scans are large.
    """
    return _sha256_of_list(
        b'{"contents":[', _contents(connection, scan_id), b'],"target":' + canonical(escaped(target)) + b"}"
    )


def _items_digest(connection: "Connection", scan_id: str) -> str:
    """Return the digest over the position, the content and the place of every item, in order."""
    columns = (scan_items.c.position, scan_items.c.content_sha256, scan_items.c.place)
    query = select(*columns).where(scan_items.c.scan_id == scan_id).order_by(scan_items.c.position)
    return _sha256_of_list(b"[", (list(row) for row in connection.execute(query)), b"]")


def _sha256_of_list(begin: bytes, members: Iterable[JsonValue], end: bytes) -> str:
    """Return the digest of a canonical list with what stands before and after it, holding few members."""
    digest, comma = hashlib.sha256(begin), b""
    source = iter(members)
    while batch := list(islice(source, _BATCH)):
        digest.update(comma + canonical(batch)[1:-1])
        comma = b","
    digest.update(end)
    return digest.hexdigest()


def _refuse_finished(connection: "Connection", scan_id: str) -> None:
    if connection.execute(select(scans.c.began).where(scans.c.id == scan_id)).first() is None:
        raise StoreError(f"scan {scan_id}: no such scan", hint="Begin one first.")
    if chain.find(connection, Kind.SCAN, scan_id) is not None:
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
    if isinstance(observation, Problem):
        # Where its file lay belongs to the machine and the moment.
        observation = replace(observation, at=None)
    if not isinstance(observation, FileSeen):
        return encode(OBSERVATION, observation), None
    size_bytes = json_integer(observation.file_id.size_bytes)
    return encode_apart(OBSERVATION, observation, _OF_THE_MACHINE, size_bytes=size_bytes)
