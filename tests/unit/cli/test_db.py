import sqlite3
from pathlib import Path

from auditor.store.schema import head
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal


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


def test_a_folder_is_no_database(cli: Cli, tmp_path: Path) -> None:
    assert cli("db", "upgrade", "--db", ".") == refusal(
        f"{tmp_path}: Is a directory", "Name another database with --db."
    )
