import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from auditor.errors import IntegrityError, StoreError
from auditor.store.database import Database, check_file, path_of


def _database(path: Path) -> Database:
    return Database(f"sqlite:///{path}", busy_timeout_s=0.05)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///auditor.db", "auditor.db"),
        ("sqlite:////srv/a.db", "/srv/a.db"),
        ("sqlite:////srv/50%/a?b#c.db", "/srv/50%/a?b#c.db"),
    ],
)
def test_what_follows_the_scheme_is_the_path_letter_by_letter(url: str, path: str) -> None:
    assert path_of(url) == Path(path)


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@h/db", "postgres://h/db", "postgresql+psycopg://h/db"]
)
def test_postgresql_comes_later_and_its_password_is_not_printed(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        path_of(url)
    assert refused.value.message == "database: PostgreSQL comes later"
    assert refused.value.hint == "Use a SQLite file: --db sqlite:///auditor.db."


@pytest.mark.parametrize(
    "url", ["mysql://h/db", "auditor.db", "sqlite:///", "sqlite://", "sqlite:///:memory:"]
)
def test_what_names_no_sqlite_file_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="not the URL of a SQLite file"):
        path_of(url)


def test_a_password_in_the_url_of_another_database_is_not_printed() -> None:
    with pytest.raises(StoreError) as refused:
        path_of("mysql://me:secret@host/db")
    assert refused.value.message == "mysql: not the URL of a SQLite file"


def test_every_connection_keeps_references_and_waits_for_writers(tmp_path: Path) -> None:
    database = _database(tmp_path / "a.db")
    database.write_ahead()
    with database.reading() as connection:
        said = [
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("foreign_keys", "busy_timeout", "synchronous", "journal_mode")
        ]
    assert said == [1, 50, 1, "wal"]
    database.close()


def test_what_is_written_in_one_go_is_all_there_or_not_at_all(tmp_path: Path) -> None:
    database = _database(tmp_path / "a.db")
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    with pytest.raises(KeyError), database.writing() as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
        connection.execute(text("CREATE TABLE u (n INTEGER)"))
        raise KeyError
    with database.reading() as connection:
        assert connection.execute(text("SELECT name FROM sqlite_master")).scalars().all() == ["t"]
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
    database.close()


def test_a_writer_does_not_wait_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    one, other = _database(path), _database(path)
    with one.writing(), pytest.raises(StoreError) as refused, other.writing():
        pass
    assert refused.value.message == f"{path}: database is locked"
    assert refused.value.hint == "Another process is writing to it: wait for it to end, then try again."
    one.close()
    other.close()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096)
    database = _database(path)
    with pytest.raises(IntegrityError) as refused, database.reading() as connection:
        connection.execute(text("SELECT * FROM sqlite_master"))
    assert refused.value.message == f"{path}: file is not a database"
    assert refused.value.hint == "The file is damaged: restore it from a backup."
    database.close()


def test_an_error_of_another_kind_has_a_hint_too(tmp_path: Path) -> None:
    database = _database(tmp_path / "a.db")
    with pytest.raises(StoreError) as refused, database.reading() as connection:
        connection.execute(text("SELECT nonsense"))
    assert refused.value.message == f"{tmp_path / 'a.db'}: no such column: nonsense"
    assert refused.value.hint == "Name another database with --db."
    database.close()


def test_a_missing_file_is_fine_only_if_it_may_be_made(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    check_file(path, create=True)
    with pytest.raises(StoreError) as refused:
        check_file(path, create=False)
    assert refused.value.message == f"{path}: no such database"
    assert (
        refused.value.hint == "Run auditor scan or auditor audit first, or name another database with --db."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder does not exist"):
        check_file(tmp_path / "b" / "a.db", create=True)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="a folder"):
        check_file(tmp_path, create=True)


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, and longer than sixteen bytes")
    with pytest.raises(StoreError) as refused:
        check_file(path, create=True)
    assert refused.value.message == f"{path}: not a SQLite database"
    assert path.read_text() == "not a database, and longer than sixteen bytes"


def test_a_sqlite_file_passes(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (n)")
    connection.close()
    check_file(path, create=False)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_one_may_not_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="unable to open database file"):
        _database(tmp_path / "a.db").write_ahead()
    tmp_path.chmod(0o700)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a file system nobody can write to")
def test_a_file_system_nobody_can_write_to_is_refused() -> None:
    with pytest.raises(StoreError) as refused:
        _database(Path("/proc/self/a.db")).write_ahead()
    assert refused.value.message == "/proc/self/a.db: unable to open database file"
    assert refused.value.hint == "Make its folder writable, or name another database with --db."
