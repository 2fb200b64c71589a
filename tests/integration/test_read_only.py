"""An auditor's copy of the record, which nobody can write to, is read by every command that only reads."""

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders.gguf import gguf_file
from tests.builders.shelf import read_only_shelf
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli

READING = (
    ("verify", "ledger"),
    ("show", "runs"),
    ("show", "models", "--json"),
    ("show", "findings"),
    ("report", "-f", "json"),
    ("db", "current"),
)


@pytest.fixture
def judged(cli: Cli, tmp_path: Path) -> Cli:
    """The command line in a folder with one audit on record."""
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    assert cli("scan", "models").code == 0
    assert cli("check", "--fail-on", "critical").code == 0
    return cli


def _read(cli: Cli, command: tuple[str, ...], database: Path, out: Path) -> Ended:
    extra = ("--out", str(out)) if command[0] == "report" else ()
    return cli(*command, *extra, "--db", str(database))


@pytest.fixture
def out() -> Iterator[Path]:
    """A folder everybody may write to."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_copy_nobody_can_write_to_is_read_like_the_record_itself(
    judged: Cli, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    database = tmp_path / "auditor.db"
    expected, before = _read(judged, command, database, out), database.read_bytes()
    for written in out.iterdir():
        written.unlink()
    monkeypatch.chdir(out)
    with read_only_shelf(database) as shelf:
        ended = _read(judged, command, shelf / "auditor.db", out)
        assert [path.name for path in shelf.iterdir()] == ["auditor.db"]
        assert (shelf / "auditor.db").read_bytes() == before
        there = str(shelf)
    assert expected.code == 0
    # The copy goes by another path; what is read from it is the same.
    said, told = (text.replace(there, str(tmp_path)) for text in (ended.out, ended.err))
    assert replace(ended, out=said, err=told.replace(f"{tmp_path}/", "")) == expected


def test_reading_leaves_nothing_beside_a_record_and_changes_no_byte_of_it(
    judged: Cli, tmp_path: Path
) -> None:
    before = (tmp_path / "auditor.db").read_bytes()
    for command in READING:
        assert _read(judged, command, tmp_path / "auditor.db", tmp_path / "out").code == 0
    assert (tmp_path / "auditor.db").read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("auditor.db*")) == ["auditor.db"]


def test_a_record_somebody_is_writing_to_is_read_as_it_was_written_last(judged: Cli, tmp_path: Path) -> None:
    writer = sqlite3.connect(tmp_path / "auditor.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM digests")
    assert judged("verify", "ledger").code == 0
    writer.execute("COMMIT")
    assert (tmp_path / "auditor.db-wal").stat().st_size > 0
    assert judged("verify", "ledger").code == 0
    writer.close()


@pytest.mark.parametrize("command", READING[:-1], ids=" ".join)
def test_a_record_of_another_schema_is_refused_by_whoever_only_reads(
    judged: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = tmp_path / "auditor.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'auditor_9999'")
    connection.close()
    before = path.read_bytes()
    message = f"{path}: its schema auditor_9999 is newer than this version of auditor, or not auditor's"
    hint = "Upgrade auditor, or name another database with --db."
    assert _read(judged, command, path, tmp_path / "out") == Ended(2, "", f"error: {message}\nhint: {hint}\n")
    assert path.read_bytes() == before
