"""Contents: bodies named by their digest, written once and shared by whatever points to them.

A large body is kept compressed; the digest is always that of the body itself.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from auditor.errors import IntegrityError
from auditor.store.codec import Content
from auditor.store.tables import contents
from auditor.trust import sha256

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_ADD: Final = insert(contents).on_conflict_do_nothing()
# SQLite allowed 999 parameters per statement before version 3.32.
_CHUNK: Final = 500
# Below this, packing takes longer than it saves: most observations are smaller, sets of facts are not.
_WORTH_PACKING_BYTES: Final = 2048
MAX_BODY_BYTES: Final = 2**30
"""The largest content that is read: more than SQLite's own limit for a value."""


def put(connection: "Connection", new: Iterable[Content]) -> None:
    """Add contents; those that are there already are left as they are."""
    rows = {content.sha256: content for content in new}
    if rows:
        connection.execute(_ADD, [_row(content) for content in rows.values()])


def _row(content: Content) -> dict[str, str | bytes | None]:
    raw = content.body.encode("utf-8")
    if len(raw) < _WORTH_PACKING_BYTES:
        return {"sha256": content.sha256, "body": content.body, "packed": None}
    return {"sha256": content.sha256, "body": None, "packed": zlib.compress(raw)}


def bodies(connection: "Connection", names: Iterable[str]) -> Mapping[str, str]:
    """Return the bodies with these digests, each one hashed again.

    Raises:
        IntegrityError: a content is missing, or its body does not have the digest it is named by.
    """
    return dict(_checked(connection, names))


def count(connection: "Connection", names: Iterable[str]) -> int:
    """Hash the bodies with these digests again, holding few at a time, and return how many there are.

    Raises:
        IntegrityError: a content is missing, or its body does not have the digest it is named by.
    """
    return sum(1 for _ in _checked(connection, names))


def _checked(connection: "Connection", names: Iterable[str]) -> Iterator[tuple[str, str]]:
    wanted = sorted(set(names))
    for start in range(0, len(wanted), _CHUNK):
        chosen = wanted[start : start + _CHUNK]
        rows = connection.execute(
            select(contents.c.sha256, contents.c.body, contents.c.packed).where(contents.c.sha256.in_(chosen))
        )
        found = {row.sha256: (row.body, row.packed) for row in rows}
        for name in chosen:
            yield name, check(name, *found.get(name, (None, None)))


def check(name: str, body: str | None, packed: bytes | None) -> str:
    """Return a content's body, unpacked if it is packed, if it is the one its name promises.

    Raises:
        IntegrityError: it is missing or altered.
    """
    what = "missing" if body is None and packed is None else "altered"
    if packed is not None:
        # It has a body or a packed one, never both.
        body = _unpacked(packed) if body is None else None
    # SQLite keeps whatever type was written into a column.
    if not isinstance(body, str) or sha256(body.encode("utf-8")) != name:
        raise IntegrityError(f"content {name}: {what}", hint="Restore the database from a backup.")
    return body


def _unpacked(packed: object) -> str | None:
    """Return what was packed, or ``None`` for what nobody packed like that, or packed to fill the memory."""
    if not isinstance(packed, bytes):
        return None
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(packed, MAX_BODY_BYTES)
        return raw.decode("utf-8") if stream.eof and not stream.unused_data else None
    except (zlib.error, UnicodeDecodeError):
        return None
