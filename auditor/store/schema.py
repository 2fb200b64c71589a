"""The version of a database's schema: read with one SELECT, moved by alembic.

A new database is made from the tables as they are now, which is what all migrations together make: a test
compares the two. So only a database of an earlier version needs alembic.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor import resources
from auditor.errors import StoreError

if TYPE_CHECKING:
    from auditor.store.database import Database

BUSY_TIMEOUT_S: Final = 10.0
"""Seconds to wait for another process that is writing."""


def versions(migrations: Path = resources.MIGRATIONS) -> tuple[str, ...]:
    """Return every version of the schema, oldest first: ``auditor_NNNN`` for each ``NNNN_what.py``."""
    numbers = (path.name.partition("_")[0] for path in (migrations / "versions").glob("*_*.py"))
    return tuple(f"auditor_{number}" for number in sorted(numbers) if number.isdigit())


def head() -> str:
    """Return the newest schema, which this version of the program reads and writes."""
    return versions()[-1]


def current(url: str) -> str | None:
    """Return the version of a database's schema, ``None`` if it has not been made; nothing is migrated.

    Raises:
        StoreError: it is not a database of auditor's.
    """
    from auditor.store.database import Database, check_file

    database = Database(url, busy_timeout_s=BUSY_TIMEOUT_S, read_only=True)
    check_file(database.path, create=True)
    if not database.path.exists():
        return None
    try:
        return _version(database)
    finally:
        database.close()


def upgrade(url: str) -> str:
    """Make a database, or bring it to the newest schema; return its version.

    Raises:
        StoreError: it cannot be made, is not auditor's, or was made by a newer version.
    """
    from auditor.store.database import Database

    database = Database(url, busy_timeout_s=BUSY_TIMEOUT_S)
    try:
        ensure(database, create=True)
    finally:
        database.close()
    return head()


def ensure(database: "Database", *, create: bool, migrations: Path = resources.MIGRATIONS) -> None:
    """Bring a database to the newest schema, in one transaction; one that has it costs one SELECT.

    Args:
        database: The database, not opened before.
        create: A missing or empty file may be made into a database.
        migrations: Where the migrations are; for a new database only their newest version counts.

    Raises:
        StoreError: it may not be created, is not auditor's, or was made by a newer version.
    """
    from auditor.store.database import MAKE_ONE_FIRST, check_file

    check_file(database.path, create=create)
    known = versions(migrations)
    version = _version(database)
    if version == known[-1]:
        return
    if version is None:
        if not create:
            raise StoreError(f"{database.path}: an empty database", hint=MAKE_ONE_FIRST)
        database.write_ahead()
        _make(database, known[-1])
        return
    if version not in known:
        raise _newer(database, version)
    _migrate(database, migrations)


def refuse_other(database: "Database", *, migrations: Path = resources.MIGRATIONS) -> None:
    """Refuse a database that is not of the newest schema; whoever only reads migrates nothing.

    Raises:
        StoreError: it is missing or empty, is not auditor's, or is of another version.
    """
    from auditor.store.database import MAKE_ONE_FIRST, check_file

    check_file(database.path, create=False)
    known = versions(migrations)
    version = _version(database)
    if version is None:
        raise StoreError(f"{database.path}: an empty database", hint=MAKE_ONE_FIRST)
    if version not in known:
        raise _newer(database, version)
    if version != known[-1]:
        raise StoreError(
            f"{database.path}: its schema {version} is older than {known[-1]}, which this version reads",
            hint="Run auditor db upgrade --db COPY on a copy of it, then name the copy with --db.",
        )


def _version(database: "Database") -> str | None:
    """Return the version of the schema, ``None`` for a database without a single table."""
    from sqlalchemy import inspect, select
    from sqlalchemy.exc import OperationalError

    from auditor.store.tables import version_table

    with database.reading() as connection:
        try:
            versions = connection.execute(select(version_table.c.version_num)).scalars().all()
        except OperationalError as error:
            if "no such" not in str(error.orig):
                raise
            versions = []
            if not inspect(connection).get_table_names():
                return None
    if len(versions) != 1:
        raise StoreError(
            f"{database.path}: a database of another program", hint="Name another database with --db."
        )
    return str(versions[0])


def _newer(database: "Database", version: str) -> StoreError:
    return StoreError(
        f"{database.path}: its schema {version} is newer than this version of auditor, or not auditor's",
        hint="Upgrade auditor, or name another database with --db.",
    )


def _make(database: "Database", version: str) -> None:
    from sqlalchemy import insert, inspect

    from auditor.store.tables import metadata, version_table

    with database.writing() as connection:
        # Another process may have made it since it was found empty.
        if not inspect(connection).has_table(version_table.name):
            metadata.create_all(connection, checkfirst=False)
            version_table.create(connection)
            connection.execute(insert(version_table), {"version_num": version})


def _migrate(database: "Database", migrations: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    # The configuration interpolates ``%``, which a folder's name may hold.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    with database.rebuilding() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
