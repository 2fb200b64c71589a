import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from auditor import resources
from auditor.errors import StoreError
from auditor.store import Store, current, upgrade
from auditor.store.database import Database
from auditor.store.schema import head, refuse_other, versions
from tests.unit.store.conftest import counted


def _run(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_fresh_database_has_the_newest_schema(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    Store.open(url).close()
    assert current(url) == head()


def test_an_empty_file_is_as_good_as_none(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.touch()
    url = f"sqlite:///{path}"
    assert current(url) is None
    with pytest.raises(StoreError) as refused:
        Store.open(url, create=False)
    assert refused.value.message == f"{path}: an empty database"
    assert path.read_bytes() == b""
    assert upgrade(url) == head() == current(url)


def test_a_database_is_not_made_by_asking_for_its_version(tmp_path: Path) -> None:
    assert current(f"sqlite:///{tmp_path / 'a.db'}") is None
    assert list(tmp_path.iterdir()) == []


def test_upgrading_makes_a_database_and_then_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    assert upgrade(f"sqlite:///{path}") == head()
    before = path.read_bytes()
    assert upgrade(f"sqlite:///{path}") == head()
    assert path.read_bytes() == before


def test_a_database_that_is_locked_is_not_taken_for_another_programs(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError) as refused:
        Store.open(f"sqlite:///{path}", effects=counted())
    other.close()
    assert refused.value.message == f"{path}: database is locked"


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE t (n)",),
        ("CREATE TABLE alembic_version (version_num)",),
        ("CREATE TABLE alembic_version (something_else)",),
        (
            "CREATE TABLE alembic_version (version_num)",
            "INSERT INTO alembic_version VALUES ('a'), ('b')",
        ),
    ],
)
def test_a_database_of_another_program_is_left_alone(tmp_path: Path, statements: tuple[str, ...]) -> None:
    path = tmp_path / "a.db"
    _run(path, *statements)
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store.open(f"sqlite:///{path}")
    assert refused.value.message == f"{path}: a database of another program"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_of_a_newer_version_is_left_alone(path: Path) -> None:
    _run(path, "UPDATE alembic_version SET version_num = 'auditor_9999'")
    with pytest.raises(StoreError) as refused:
        Store.open(f"sqlite:///{path}")
    assert refused.value.message == (
        f"{path}: its schema auditor_9999 is newer than this version of auditor, or not auditor's"
    )
    assert refused.value.hint == "Upgrade auditor, or name another database with --db."
    assert current(f"sqlite:///{path}") == "auditor_9999"


def test_whoever_only_reads_migrates_nothing_and_says_what_to_do(path: Path, tmp_path: Path) -> None:
    newer = tmp_path / "migrations"
    shutil.copytree(resources.MIGRATIONS, newer)
    (newer / "versions" / "0003_more.py").touch()
    database = Database(f"sqlite:///{path}", busy_timeout_s=0.05, read_only=True)
    refuse_other(database)
    with pytest.raises(StoreError) as refused:
        refuse_other(database, migrations=newer)
    database.close()
    assert refused.value.message == (
        f"{path}: its schema auditor_0002 is older than auditor_0003, which this version reads"
    )
    assert refused.value.hint == (
        "Run auditor db upgrade --db COPY on a copy of it, then name the copy with --db."
    )
    assert current(f"sqlite:///{path}") == "auditor_0002"


def test_whoever_only_reads_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with pytest.raises(StoreError, match="no such database"):
        Store.open_read_only(f"sqlite:///{path}")
    path.touch()
    with pytest.raises(StoreError, match="an empty database"):
        Store.open_read_only(f"sqlite:///{path}")
    _run(path, "CREATE TABLE t (n)")
    with pytest.raises(StoreError, match="a database of another program"):
        Store.open_read_only(f"sqlite:///{path}")
    assert list(tmp_path.iterdir()) == [path]


def test_versions_are_the_numbers_of_the_migrations_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    for name in ("0010_later.py", "0002_second.py", "0001_first.py", "notes_0003.py", "0004_data.csv"):
        (tmp_path / "versions" / name).touch()
    assert versions(tmp_path) == ("auditor_0001", "auditor_0002", "auditor_0010")


def test_a_folder_with_a_percent_sign_in_its_name_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "50%(here)s ?#"
    folder.mkdir()
    Store.open(f"sqlite:///{folder / 'a.db'}").close()
    assert current(f"sqlite:///{folder / 'a.db'}") == head()


def test_a_current_database_is_recognised_by_one_select(path: Path) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement.split(maxsplit=1)[0])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        Store.open(f"sqlite:///{path}").close()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert statements == ["BEGIN", "SELECT"]


def test_a_database_whose_version_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    _run(path, "CREATE VIEW alembic_version AS SELECT abs(-9223372036854775807 - 1) AS version_num")
    with pytest.raises(StoreError) as refused:
        Store.open(f"sqlite:///{path}")
    assert refused.value.message == f"{path}: integer overflow"


def _imported_by(code: str) -> list[str]:
    look = f"import sys\n{code}\nprint([m for m in ('sqlalchemy', 'alembic', 'cattrs') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    names: list[str] = done.stdout.strip().strip("[]").replace("'", "").split(", ")
    return [name for name in names if name]


def test_importing_the_store_imports_none_of_its_libraries() -> None:
    assert _imported_by("import auditor.store") == []


def test_a_new_database_and_a_current_one_need_no_alembic(path: Path, tmp_path: Path) -> None:
    for database in (path, tmp_path / "new.db"):
        opened = f"from auditor.store import Store\nStore.open('sqlite:///{database}').close()"
        assert _imported_by(opened) == ["sqlalchemy"]


def test_two_processes_may_make_the_same_database_at_once(tmp_path: Path) -> None:
    code = f"from auditor.store import Store\nStore.open('sqlite:///{tmp_path / 'a.db'}').close()"
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)]
    ended = [(process.communicate()[1], process.returncode) for process in running]
    assert ended == [(b"", 0)] * 3
    assert current(f"sqlite:///{tmp_path / 'a.db'}") == head()
