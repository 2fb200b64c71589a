import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import IntegrityError, StoreError
from auditor.store import contents
from auditor.store.codec import Content
from auditor.store.database import Database
from auditor.trust import sha256


def _content(body: str) -> Content:
    return Content(sha256(body.encode()), body)


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{path}", busy_timeout_s=0.05)
    yield opened
    opened.close()


def test_contents_are_found_by_their_digests(database: Database) -> None:
    new = [_content(f"body {n} \U0001f600") for n in range(1100)]
    with database.writing() as connection:
        contents.put(connection, new)
    with database.reading() as connection:
        found = contents.bodies(connection, (content.sha256 for content in new))
        assert found == {content.sha256: content.body for content in new}
        assert contents.bodies(connection, ()) == {}


def test_the_same_content_is_written_once(database: Database) -> None:
    for _ in range(2):
        with database.writing() as connection:
            contents.put(connection, (_content("a"), _content("a"), _content("b")))
    with database.writing() as connection:
        contents.put(connection, ())
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM contents").scalar_one() == 2


def test_a_missing_content_is_named(database: Database) -> None:
    with database.reading() as connection, pytest.raises(IntegrityError) as missed:
        contents.bodies(connection, ("a" * 64,))
    assert missed.value.message == f"content {'a' * 64}: missing"
    assert missed.value.exit_code == 12


def test_an_altered_content_is_named(database: Database) -> None:
    name = sha256(b"a")
    with pytest.raises(IntegrityError, match=f"content {name}: altered"):
        contents.check(name, "b", None)
    assert contents.check(name, "a", None) == "a"


LARGE = "[" + "1234567890," * 1000 + "0]"


def test_a_large_content_is_kept_small(database: Database) -> None:
    with database.writing() as connection:
        contents.put(connection, (_content(LARGE), _content("small")))
    with database.reading() as connection:
        held = connection.exec_driver_sql("SELECT body, packed FROM contents ORDER BY body").all()
        assert contents.bodies(connection, [sha256(LARGE.encode())]) == {sha256(LARGE.encode()): LARGE}
    assert held[0].body is None
    assert len(held[0].packed) < len(LARGE) / 50
    assert tuple(held[1]) == ("small", None)


PACKED = zlib.compress(LARGE.encode())


@pytest.mark.parametrize(
    ("body", "packed"),
    [
        (None, PACKED[:-1]),
        (None, PACKED + b"more"),
        (None, b"never packed"),
        (None, "text"),
        (None, zlib.compress(LARGE.encode() + b" ")),
        (None, zlib.compress(b"\xff")),
        (LARGE, PACKED),
    ],
)
def test_what_was_packed_otherwise_is_altered(body: str | None, packed: Any) -> None:
    with pytest.raises(IntegrityError, match="altered"):
        contents.check(sha256(LARGE.encode()), body, packed)


def test_what_was_packed_to_fill_the_memory_is_altered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MAX_BODY_BYTES", len(LARGE) - 1)
    with pytest.raises(IntegrityError, match="altered"):
        contents.check(sha256(LARGE.encode()), None, PACKED)


def test_a_content_something_points_to_cannot_be_removed(path: Path, database: Database) -> None:
    name = sha256(b"a")
    with database.writing() as connection:
        contents.put(connection, (_content("a"),))
        connection.exec_driver_sql(
            "INSERT INTO scans VALUES (1, 'a', '', '', '', '', '', '')",
        )
        connection.exec_driver_sql(
            f"INSERT INTO scan_items (scan_id, position, content_sha256) VALUES ('a', 1, '{name}')"
        )
    with pytest.raises(StoreError, match="FOREIGN KEY"), database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM contents")
    held = sqlite3.connect(path).execute("SELECT sha256 FROM contents").fetchall()
    assert held == [(name,)]
