"""One SQLite file: how it is opened, read, written, and what can go wrong with it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from auditor.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

MAKE_ONE_FIRST: Final = "Run auditor scan or auditor audit first, or name another database with --db."

_SCHEME: Final = "sqlite:///"
# SQLite's file format, section 1.3: the first 16 bytes of every database.
_MAGIC: Final = b"SQLite format 3\x00"
_BEGIN: Final = "auditor_begin"

_HINTS: Final = (
    ("locked", "Another process is writing to it: wait for it to end, then try again."),
    ("readonly", "Make the file and its folder writable, or name another database with --db."),
    ("unable to open", "Make its folder writable, or name another database with --db."),
    ("full", "Free some space on the disk, then try again."),
    ("no such table", "Some of its tables are missing: restore it from a backup."),
    ("malformed", "The file is damaged: restore it from a backup."),
    ("not a database", "The file is damaged: restore it from a backup."),
)


class Database:
    """A SQLite file and its connections.

    Attributes:
        url: The URL it was opened by.
        path: The file.
    """

    def __init__(self, url: str, *, busy_timeout_s: float) -> None:
        self.url = url
        self.path = path_of(url)
        self._engine = create_engine(URL.create("sqlite", database=str(self.path)))
        event.listen(self._engine, "connect", _prepare(busy_timeout_s))
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def reading(self) -> "Iterator[Connection]":
        """Hold one consistent view of the database.

        Raises:
            StoreError: the database cannot be read.
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
    def _errors_wrapped(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, UnicodeError, OverflowError) as error:
            said = str(getattr(error, "orig", None) or error)
            hint = next((hint for word, hint in _HINTS if word in said), "Name another database with --db.")
            raise StoreError(f"{self.path}: {said}", hint=hint) from error

    def write_ahead(self) -> None:
        """Let readers go on while somebody writes; the file remembers it."""
        with self._errors_wrapped(), self._engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA journal_mode = WAL")
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


def _prepare(busy_timeout_s: float) -> Callable[[sqlite3.Connection, object], None]:
    statements = (
        f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}",
        "PRAGMA foreign_keys = ON",
        "PRAGMA synchronous = NORMAL",
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
