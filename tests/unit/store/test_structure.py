import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.store import structure
from auditor.store.database import Database
from tests.unit.store.samples import tamper


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{path}", busy_timeout_s=0.05)
    yield opened
    opened.close()


def _fault(database: Database) -> str | None:
    with database.reading() as connection:
        return structure.fault(connection)


def test_a_database_as_the_migrations_make_it_is_as_it_should_be(database: Database) -> None:
    assert _fault(database) is None


def test_statistics_that_somebody_asked_sqlite_for_are_its_own_affair(database: Database, path: Path) -> None:
    tamper(path, "INSERT INTO contents VALUES ('a', 'b', NULL)", "ANALYZE")
    assert _fault(database) is None


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["CREATE TABLE notes (text)"], "an unknown table: notes"),
        (["CREATE VIEW newest AS SELECT 1 AS one"], "an unknown view: newest"),
        (['CREATE INDEX "a""b" ON contents (body)'], 'an unknown index: a"b'),
        (
            ["CREATE TRIGGER forge BEFORE INSERT ON ledger BEGIN SELECT 1; END"],
            "an unknown trigger: forge",
        ),
        (["DROP TABLE digests"], "its table digests is missing"),
        (["DROP INDEX ix_audit_findings_rule"], "its index ix_audit_findings_rule is missing"),
        (
            ["ALTER TABLE contents ADD COLUMN kind TEXT"],
            "its table contents is not as this version makes it",
        ),
        (
            ["DROP TABLE digests", "CREATE TABLE digests (file_key TEXT, sha256 TEXT, hashed_at TEXT)"],
            "its table digests is not as this version makes it",
        ),
        (
            [
                "DROP INDEX ix_audit_findings_rule",
                "CREATE INDEX ix_audit_findings_rule ON audit_findings (rule, audit_id) WHERE rule > 'a'",
            ],
            "its table audit_findings is not as this version makes it",
        ),
        (
            [
                "DROP INDEX ix_audit_findings_rule",
                "CREATE INDEX ix_audit_findings_rule ON audit_findings (audit_id, rule)",
            ],
            "its index ix_audit_findings_rule is not as this version makes it",
        ),
    ],
)
def test_the_first_difference_is_named(
    database: Database, path: Path, statements: list[str], fault: str
) -> None:
    tamper(path, *statements)
    assert _fault(database) == fault


def test_a_reference_that_was_taken_away_is_a_difference(database: Database, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'audit_parts'").fetchone()
    connection.close()
    start = made.index(", \n\tCONSTRAINT fk_audit_parts_content_sha256")
    end = made.index(")", made.index("REFERENCES contents", start)) + 1
    tamper(path, "DROP TABLE audit_parts", made[:start] + made[end:])
    assert _fault(database) == "its table audit_parts is not as this version makes it"
