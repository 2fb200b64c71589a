"""Whether a database is made as this version makes it: nothing missing, nothing added.

Digests say nothing about a trigger that waits for the next audit, a view, or a table nobody knows. What is
compared is what SQLite itself says about each object, not the text it was made by: that changes with SQLite.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import create_engine

from auditor.store.tables import metadata, version_table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_Described = Mapping[tuple[str, str], object]
"""What there is to say about each object, by its type and name."""


def fault(connection: "Connection") -> str | None:
    """Return the first difference between a database and one that was made just now, or ``None``."""
    found, expected = _described(connection), _expected()
    for kind, name in sorted(found.keys() - expected.keys()):
        return f"an unknown {kind}: {name}"
    for kind, name in sorted(expected.keys() - found.keys()):
        return f"its {kind} {name} is missing"
    for kind, name in sorted(expected):
        if found[kind, name] != expected[kind, name]:
            return f"its {kind} {name} is not as this version makes it"
    return None


def _expected() -> _Described:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        version_table.create(connection)
        described = _described(connection)
    engine.dispose()
    return described


def _described(connection: "Connection") -> _Described:
    # SQLite makes some by itself: indexes of keys, and statistics if somebody asked for them.
    objects = connection.exec_driver_sql(
        r"SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'"
    ).all()
    return {
        (kind, name): _table(connection, name) if kind == "table" else _columns(connection, kind, name)
        for kind, name in objects
    }


def _table(connection: "Connection", name: str) -> object:
    keys = {tuple(row)[1:] for row in _pragma(connection, "foreign_key_list", name)}
    indexes = sorted(
        (*row[2:], _columns(connection, "index", str(row[1])))
        for row in _pragma(connection, "index_list", name)
    )
    return _pragma(connection, "table_xinfo", name), keys, indexes


def _columns(connection: "Connection", kind: str, name: str) -> list[tuple[object, ...]]:
    return _pragma(connection, "index_xinfo", name) if kind == "index" else []


def _pragma(connection: "Connection", pragma: str, name: str) -> list[tuple[object, ...]]:
    quoted = name.replace('"', '""')
    return [tuple(row) for row in connection.exec_driver_sql(f'PRAGMA {pragma}("{quoted}")')]
