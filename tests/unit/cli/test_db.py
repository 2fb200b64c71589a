import os
import sqlite3
from pathlib import Path

import pytest

from auditor.store.schema import head
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal

FIRST = "Run auditor scan or auditor audit first, or name another database with --db."


def test_a_database_is_made_once_and_says_its_schema(cli: Cli, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/auditor.db"
    assert cli("db", "current") == Ended(0, f"{url}: schema none\n", "")
    assert list(tmp_path.iterdir()) == []
    assert cli("db", "upgrade") == Ended(0, f"{url}: schema {head()}\n", "")
    assert cli("db", "upgrade") == Ended(0, f"{url}: schema {head()}\n", "")
    assert cli("db", "current") == Ended(0, f"{url}: schema {head()}\n", "")


def test_another_program_s_database_is_refused_and_left_as_it_is(cli: Cli, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE notes (text)")
    other.close()
    before = (tmp_path / "other.db").read_bytes()
    refused = refusal(
        f"{tmp_path}/other.db: a database of another program", "Name another database with --db."
    )
    assert cli("db", "upgrade", "--db", "other.db") == refused
    assert cli("db", "current", "--db", "other.db") == refused
    assert (tmp_path / "other.db").read_bytes() == before


def test_a_database_of_another_kind_is_refused_and_its_password_is_not_repeated(cli: Cli) -> None:
    ended = cli("db", "current", "--db", "mysql://me:secret@host/db")
    assert ended == refusal("mysql: not the URL of a SQLite file", "Write it as sqlite:///auditor.db.")


def test_what_is_no_plain_file_is_no_database_and_nobody_waits_for_it(cli: Cli, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (str(tmp_path / "pipe"), os.devnull):
        for command in (("check",), ("show", "models"), ("scan", "."), ("db", "upgrade"), ("db", "current")):
            assert cli(*command, "--db", place) == refusal(
                f"{place}: no plain file", "Name another database with --db."
            )


@pytest.mark.parametrize(
    ("database", "error", "hint"),
    [
        ("a.txt", "{here}/a.txt: not a SQLite database", "Name another file with --db."),
        ("no/a.db", "{here}/no/a.db: no such database", FIRST),
        ("empty.db", "{here}/empty.db: an empty database", FIRST),
        (
            "postgresql://me:secret@host/db",
            "database: PostgreSQL comes later",
            "Use a SQLite file: --db sqlite:///auditor.db.",
        ),
        ("sqlite://", "sqlite: not the URL of a SQLite file", "Write it as sqlite:///auditor.db."),
    ],
)
def test_a_database_that_is_none_is_refused_by_what_reads_the_record_and_left_as_it_is(
    cli: Cli, tmp_path: Path, database: str, error: str, hint: str
) -> None:
    (tmp_path / "a.txt").write_text("not a database at all")
    (tmp_path / "empty.db").touch()
    for command in (
        ("check",),
        ("show", "models"),
        ("dossier",),
        ("report", "-f", "json"),
        ("verify", "ledger"),
    ):
        assert cli(*command, "--db", database) == refusal(error.format(here=tmp_path), hint)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "empty.db"]
    assert (tmp_path / "empty.db").read_bytes() == b""


def test_a_folder_is_no_database(cli: Cli, tmp_path: Path) -> None:
    assert cli("db", "upgrade", "--db", ".") == refusal(
        f"{tmp_path}: a folder", "Name another database with --db."
    )
