"""One SQLite file: how it is opened, read, written, and what can go wrong with it."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from auditor.errors import IntegrityError, StoreError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

MAKE_ONE_FIRST: Final = "Run auditor scan or auditor audit first, or name another database with --db."

_SCHEME: Final = "sqlite:///"
# SQLite's file format, section 1.3: the first 16 bytes of every database.
_MAGIC: Final = b"SQLite format 3\x00"
_BEGIN: Final = "auditor_begin"

_HINTS: Final = (
    ("locked", "Another process is writing to it: wait for it to end, then try again."),
    ("readonly", "Make the file and its folder writable, or work on a copy of it and of its -wal file."),
    ("unable to open", "Make its folder writable, or name another database with --db."),
    ("disk I/O error", "Is the disk full, or a limit on file sizes set? See to it, then try again."),
    ("full", "Free some space on the disk, then try again."),
    ("no such table", "Some of its tables are missing: restore it from a backup."),
)
_DAMAGE: Final = ("malformed", "not a database", "decode")
"""What SQLite says about a file it cannot make sense of."""


class Database:
    """A SQLite file and its connections.

    Attributes:
        url: The URL it was opened by.
        path: The file.
    """

    def __init__(self, url: str, *, busy_timeout_s: float, read_only: bool = False) -> None:
        self.url = url
        self.path = path_of(url)
        self._engine = create_engine(_engine_url(self.path, read_only=read_only))
        event.listen(self._engine, "connect", _prepare(busy_timeout_s, read_only=read_only))
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def reading(self) -> "Iterator[Connection]":
        """Hold one consistent view of the database.

        Raises:
            StoreError: the database cannot be read.
            IntegrityError: the file is damaged.
        """
        with self._errors_wrapped(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> "Iterator[Connection]":
        """Be the only writer; all of it is written in the end, or nothing.

        Raises:
            StoreError: the database cannot be written, or another writer does not let go of it.
        """
        with self._errors_wrapped(), self._engine.connect() as connection:
            connection.execution_options(**{_BEGIN: "IMMEDIATE"})
            with connection.begin():
                yield connection

    @contextmanager
    def rebuilding(self) -> "Iterator[Connection]":
        """Be the only writer, and free to make tables anew that others refer to; all of it or nothing.

        Raises:
            StoreError: as in :meth:`writing`, or a reference leads nowhere in the end.
        """
        with self._errors_wrapped(), self._engine.connect() as connection:
            connection.execution_options(**{_BEGIN: "IMMEDIATE"})
            # A table that is referred to cannot be dropped otherwise; inside a transaction SQLite ignores it.
            self._pragma(connection, "foreign_keys = OFF")
            try:
                with connection.begin():
                    yield connection
                    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                        raise StoreError(
                            f"{self.path}: a reference in it leads nowhere",
                            hint="The file is damaged: restore it from a backup.",
                        )
            finally:
                self._pragma(connection, "foreign_keys = ON")

    @contextmanager
    def _errors_wrapped(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, UnicodeError, OverflowError) as error:
            said = str(getattr(error, "orig", None) or error)
            if any(word in said for word in _DAMAGE):
                damaged = "The file is damaged: restore it from a backup."
                raise IntegrityError(f"{self.path}: {said}", hint=damaged) from error
            hint = next((hint for word, hint in _HINTS if word in said), "Name another database with --db.")
            raise StoreError(f"{self.path}: {said}", hint=hint) from error

    def write_ahead(self) -> None:
        """Let readers go on while somebody writes; the file remembers it."""
        with self._errors_wrapped(), self._engine.connect() as connection:
            self._pragma(connection, "journal_mode = WAL")

    @staticmethod
    def _pragma(connection: "Connection", setting: str) -> None:
        """Change a setting outside any transaction."""
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def path_of(url: str) -> Path:
    """Return the file a database URL names; what follows ``sqlite:///`` is its path, letter by letter.

    Raises:
        StoreError: it is another kind of database, or none.
    """
    if url.startswith("postgres"):
        raise StoreError(
            "database: PostgreSQL comes later", hint="Use a SQLite file: --db sqlite:///auditor.db."
        )
    path = url.removeprefix(_SCHEME)
    if path == url or path in {"", ":memory:"}:
        # What follows the scheme of another database may hold a password.
        named = url.partition("://")[0]
        raise StoreError(f"{named}: not the URL of a SQLite file", hint="Write it as sqlite:///auditor.db.")
    return Path(path)


def check_file(path: Path, *, create: bool) -> None:
    """Refuse, before anything is opened or written, a file that cannot be the database.

    Raises:
        StoreError: it is missing and may not be created, its folder is missing, or it is something else.
    """
    try:
        if path.exists() and not path.is_file():
            what = "a folder" if path.is_dir() else "no plain file"
            raise StoreError(f"{path}: {what}", hint="Name another database with --db.")
        with path.open("rb") as stream:
            start = stream.read(len(_MAGIC))
    except FileNotFoundError:
        start = b""
        if not create:
            raise StoreError(f"{path}: no such database", hint=MAKE_ONE_FIRST) from None
        if not path.parent.is_dir():
            raise StoreError(
                f"{path}: its folder does not exist", hint=f"Create {path.parent} first."
            ) from None
    except OSError as error:
        raise StoreError(
            f"{path}: {(error.strerror or str(error)).lower()}", hint="Name another database with --db."
        ) from error
    if start and start != _MAGIC:
        raise StoreError(f"{path}: not a SQLite database", hint="Name another file with --db.")


def _engine_url(path: Path, *, read_only: bool) -> URL:
    """Return how SQLite is told to open a file.

    A reader of a file that may be written opens it like a writer and is kept from writing: SQLite then clears
    away the two files it puts beside it. Where it may not be written they cannot be put there; with no log
    of a writer beside it (``-wal``) the file is all there is, and nobody changes it.
    """
    if not read_only or (_is_writable(path) and _is_writable(path.absolute().parent)):
        return URL.create("sqlite", database=str(path))
    has_log = path.with_name(f"{path.name}-wal").exists()
    query = {"uri": "true", "mode": "ro", **({} if has_log else {"immutable": "1"})}
    return URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query=query)


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _prepare(busy_timeout_s: float, *, read_only: bool) -> Callable[[sqlite3.Connection, object], None]:
    statements = (
        f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}",
        "PRAGMA foreign_keys = ON",
        "PRAGMA synchronous = NORMAL",
        f"PRAGMA query_only = {'ON' if read_only else 'OFF'}",
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin a transaction at the first INSERT only, and none around DDL.
        connection.isolation_level = None
        for statement in statements:
            connection.execute(statement)

    return prepare


def _begin(connection: "Connection") -> None:
    # A writer that begins as a reader can find, too late, that another one wrote in between.
    mode = connection.get_execution_options().get(_BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
