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
from auditor.store import Store, current
from auditor.store.schema import HEAD
from auditor.store.tables import metadata


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.MIGRATIONS).replace("%", "%%"))
    return config


def test_the_migrations_make_exactly_the_tables_the_program_uses(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store.open(f"sqlite:///{path}").close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
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


def test_columns_keys_and_types_are_those_of_the_tables(tmp_path: Path) -> None:
    migrated, made = tmp_path / "migrated.db", tmp_path / "made.db"
    Store.open(f"sqlite:///{migrated}").close()
    engine = create_engine(f"sqlite:///{made}")
    metadata.create_all(engine)
    engine.dispose()
    assert _described(migrated) == _described(made)
    assert len(_described(made)) == 10


def test_the_newest_migration_is_the_schema_the_program_knows(config: Config) -> None:
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_developer_can_run_alembic_on_a_database_by_its_name(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command.upgrade(config, "head")
    assert current(f"sqlite:///{tmp_path / 'auditor.db'}") == HEAD


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
    assert current(f"sqlite:///{path}") == HEAD
