"""The chain of ledger entries: appended at its end, and believed only from its beginning on.

Whatever is read out of the ledger to be used is read through :func:`checked`, which hashes every entry again.
That costs microseconds per entry, and leaves none that can be altered, put in or left out unnoticed as long
as the one after it is there.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, insert, select

from auditor.errors import IntegrityError, StoreError
from auditor.store.codec import Shape, encode
from auditor.store.forms import RECORD_FORM
from auditor.store.ledger import Kind, LedgerEntry
from auditor.store.shapes import Link
from auditor.store.tables import ledger
from auditor.trust import sha256

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from auditor.store.audit_shapes import Entry

RESTORE: Final = "Restore the database from a backup."

_SCHEMA: Final = "auditor/ledger/"
"""What stands before the form of the record in the name of an entry's schema."""
_LINES: Final[Select[Any]] = select(*(ledger.c[field.name] for field in fields(LedgerEntry)))


def next_link(connection: "Connection", kind: Kind, id_: str) -> Link:
    """Return what binds a new entry to the end of the chain; its writer must be the only one."""
    tail = connection.execute(_LINES.order_by(ledger.c.position.desc()).limit(1)).first()
    position, predecessor = (tail.position + 1, tail.sha256) if tail else (1, "")
    return Link(f"{_SCHEMA}{RECORD_FORM}", position, kind, id_, predecessor)


def append(connection: "Connection", shape: "Shape[Any]", entry: "Entry") -> LedgerEntry:
    """Append an entry, and return its line.

    Raises:
        StoreError: something in it is not what its type promises.
    """
    link, content = entry.link, encode(shape, entry)
    line = LedgerEntry(
        position=link.position,
        kind=link.kind.value,
        id=link.id,
        predecessor_sha256=link.predecessor_sha256,
        body=content.body,
        sha256=content.sha256,
    )
    connection.execute(insert(ledger), asdict(line))
    return line


def lines(connection: "Connection") -> Iterator[LedgerEntry]:
    """Yield the lines as they are, oldest first."""
    for row in connection.execute(_LINES.order_by(ledger.c.position)):
        yield LedgerEntry(*row)


def checked(connection: "Connection", kind: Kind) -> Iterator[LedgerEntry]:
    """Yield the lines of a kind, oldest first, each of them after the whole chain up to it was hashed again.

    Raises:
        IntegrityError: a line was altered, is missing, or was put in.
        StoreError: a line has a later form than this version reads.
    """
    position, head = 0, ""
    for line in lines(connection):
        reason = fault(line, position + 1, head)
        if reason:
            raise IntegrityError(f"{line.name}: {reason}", hint=RESTORE)
        position, head = line.position, line.sha256
        if line.kind == kind:
            yield line


def find(connection: "Connection", kind: Kind, id_: str) -> LedgerEntry | None:
    """Return the line of that kind and id as it is, if there is one."""
    row = connection.execute(_LINES.where(ledger.c.id == id_, ledger.c.kind == kind.value)).first()
    return LedgerEntry(*row) if row else None


def fault(line: LedgerEntry, position: int, head: str) -> str | None:
    """Return why a line is not the one that belongs here, or ``None``.

    Args:
        line: The line.
        position: The place it must have.
        head: The digest of the line before it.

    Raises:
        StoreError: it has a later form than this version reads.
    """
    if line.position != position:
        return f"entry {position} of the ledger is missing"
    if line.predecessor_sha256 != head:
        return "it does not follow the entry before it"
    return None if is_unaltered(line) else "its ledger entry was altered"


def is_unaltered(line: LedgerEntry) -> bool:
    """Say whether a line's body has its digest and says what its columns say.

    Raises:
        StoreError: it is unaltered, and has a later form than this version reads.
    """
    body: object = line.body
    # SQLite keeps whatever type was written into a column.
    if not isinstance(body, str) or sha256(body.encode("utf-8")) != line.sha256:
        return False
    try:
        link = json.loads(body)["link"]
    except (LookupError, TypeError, ValueError, RecursionError):
        return False
    form = _form_of(link)
    said = {"schema": f"{_SCHEMA}{form}", **{name: getattr(line, name) for name in _LINKED}}
    if link != said:
        return False
    if form > RECORD_FORM:
        raise StoreError(
            f"{line.name}: recorded in form {form}, and this version of auditor reads form {RECORD_FORM}",
            hint="Use a version at least as new as the one that recorded it.",
        )
    return form > 0


def _form_of(link: object) -> int:
    """Return the form of the record that the link of an entry names, 0 if none."""
    schema = link.get("schema") if isinstance(link, dict) else None
    number = schema.removeprefix(_SCHEMA) if isinstance(schema, str) else ""
    return int(number) if number.isascii() and number.isdigit() else 0


_LINKED: Final = ("position", "kind", "id", "predecessor_sha256")
