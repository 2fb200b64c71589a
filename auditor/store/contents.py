"""Contents: bodies named by their digest, written once and shared by whatever points to them."""

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


def put(connection: "Connection", new: Iterable[Content]) -> None:
    """Add contents; those that are there already are left as they are."""
    rows = {content.sha256: content for content in new}
    if rows:
        connection.execute(_ADD, [{"sha256": row.sha256, "body": row.body} for row in rows.values()])


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
            select(contents.c.sha256, contents.c.body).where(contents.c.sha256.in_(chosen))
        )
        found = {row.sha256: row.body for row in rows}
        for name in chosen:
            yield name, check(name, found.get(name))


def check(name: str, body: str | None) -> str:
    """Return a content's body if it is the one its name promises.

    Raises:
        IntegrityError: it is missing or altered.
    """
    what = "missing" if body is None else "altered"
    # SQLite keeps whatever type was written into a column.
    if not isinstance(body, str) or sha256(body.encode("utf-8")) != name:
        raise IntegrityError(f"content {name}: {what}", hint="Restore the database from a backup.")
    return body
