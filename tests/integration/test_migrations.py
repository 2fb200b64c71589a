import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from auditor import resources
from auditor.errors import StoreError
from auditor.store import Store, contents, current, structure
from auditor.store.database import Database
from auditor.store.schema import ensure, head, versions
from auditor.store.tables import metadata
from auditor.trust import sha256
from tests.unit.store.samples import (
    a_covered,
    a_file,
    a_finding,
    an_attestation,
    an_audit,
    appended,
    finished,
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.MIGRATIONS).replace("%", "%%"))
    return config


def _migrated(path: Path, config: Config) -> Path:
    """Make a database by its migrations alone, from the first on."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
    return path


def test_the_migrations_make_exactly_the_tables_the_program_uses(tmp_path: Path, config: Config) -> None:
    engine = create_engine(f"sqlite:///{_migrated(tmp_path / 'a.db', config)}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert structure.fault(connection) is None
    engine.dispose()


def _described(path: Path) -> dict[str, object]:
    connection = sqlite3.connect(path)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    described: dict[str, object] = {
        name: [
            sorted(row[1:] for row in connection.execute(f"PRAGMA {pragma}({name})"))
            for pragma in ("table_info", "foreign_key_list")
        ]
        for name in names
        if name != "alembic_version"
    }
    connection.close()
    return described


def test_a_new_database_is_what_all_migrations_together_make(tmp_path: Path, config: Config) -> None:
    made = tmp_path / "made.db"
    Store.open(f"sqlite:///{made}").close()
    assert _described(_migrated(tmp_path / "migrated.db", config)) == _described(made)
    assert len(_described(made)) == 9
    assert current(f"sqlite:///{made}") == head()


def test_the_newest_migration_is_the_schema_the_program_knows(config: Config) -> None:
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [head()]
    assert [script.revision for script in scripts.walk_revisions()][::-1] == list(versions())


def test_a_developer_can_run_alembic_on_a_database_by_its_name(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command.upgrade(config, "head")
    assert current(f"sqlite:///{tmp_path / 'auditor.db'}") == head()


def test_going_back_is_refused_and_changes_nothing(tmp_path: Path, config: Config) -> None:
    path = tmp_path / "a.db"
    Store.open(f"sqlite:///{path}").close()
    before = _described(path)
    engine = create_engine(f"sqlite:///{path}")
    with pytest.raises(RuntimeError, match="append-only"), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    engine.dispose()
    assert _described(path) == before
    assert current(f"sqlite:///{path}") == head()


_HEAD = '''
"""One more migration."""

import sqlalchemy as sa
from alembic import op

revision = "auditor_0003"
down_revision = "auditor_0002"


def upgrade() -> None:
'''
_REBUILD = """
    for table in ("contents", "ledger", "scans"):
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.add_column(sa.Column("remark", sa.Text))
"""


def _next_version(folder: Path, upgrade: str) -> Path:
    """Copy the migrations into a folder, with one more behind them."""
    shutil.copytree(resources.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0003_more.py").write_text(_HEAD + upgrade)
    return folder


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    found = {
        table.name: sorted(
            connection.execute(f"SELECT {', '.join(table.columns.keys())} FROM {table.name}"), key=repr
        )
        for table in metadata.sorted_tables
    }
    connection.close()
    return found


@pytest.fixture
def populated(tmp_path: Path) -> Path:
    """A record with every table in use."""
    path = tmp_path / "populated.db"
    with Store.open(f"sqlite:///{path}") as store:
        scan = finished(store, a_file(), a_covered())
        store.add_attestation(an_attestation())
        store.remember_digests([(a_file().file_id, "a" * 64)])
        appended(store, an_audit(findings=(a_finding(),)), scan)
    assert all(_rows(path).values())
    return path


def test_a_migration_may_make_tables_anew_that_others_refer_to(populated: Path, tmp_path: Path) -> None:
    before = _rows(populated)
    migrations = _next_version(tmp_path / "migrations", _REBUILD)
    database = Database(f"sqlite:///{populated}", busy_timeout_s=1)
    ensure(database, create=False, migrations=migrations)
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        columns = connection.exec_driver_sql("PRAGMA table_info(ledger)").all()
    database.close()
    assert columns[-1].name == "remark"
    assert _rows(populated) == before
    assert current(f"sqlite:///{populated}") == "auditor_0003"


def test_contents_of_the_first_schema_are_read_as_they_were(tmp_path: Path, config: Config) -> None:
    path, large = tmp_path / "first.db", f'["{"x" * 5000}"]'
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "auditor_0001")
        connection.exec_driver_sql("INSERT INTO contents VALUES (?, ?)", (sha256(large.encode()), large))
    engine.dispose()
    database = Database(f"sqlite:///{path}", busy_timeout_s=1)
    ensure(database, create=False)
    with database.reading() as connection:
        assert contents.bodies(connection, [sha256(large.encode())]) == {sha256(large.encode()): large}
        assert structure.fault(connection) is None
    database.close()


def test_a_migration_that_loses_what_others_refer_to_changes_nothing(populated: Path, tmp_path: Path) -> None:
    before, made = _rows(populated), _described(populated)
    migrations = _next_version(tmp_path / "migrations", "    op.execute('DELETE FROM contents')\n")
    database = Database(f"sqlite:///{populated}", busy_timeout_s=1)
    with pytest.raises(StoreError, match="a reference in it leads nowhere"):
        ensure(database, create=False, migrations=migrations)
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    database.close()
    assert (_rows(populated), _described(populated)) == (before, made)
    assert current(f"sqlite:///{populated}") == "auditor_0002"
