"""The shape of the database, in SQL that SQLite and PostgreSQL both take.

Digests are 64 hexadecimal digits; times are ISO 8601 text in UTC of fixed width, so that they sort;
``position`` counts from 1 within its parent and keeps the order things were in.
"""

from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from auditor.errors import IntegrityError
from auditor.store.text import escaped, unescaped

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: Final = MetaData(naming_convention=_NAMES)

_DIGEST: Final = String(64)
_ID: Final = String(32)
_TIME: Final = String(32)
_WORD: Final = String(64)


class AnyText(TypeDecorator[str]):
    """Text from outside, which need not be Unicode; see :mod:`auditor.store.text`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: "Dialect") -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Escape on the way in."""
        return None if value is None else escaped(value)

    def process_result_value(self, value: str | None, dialect: "Dialect") -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Unescape on the way out.

        Raises:
            IntegrityError: it is not what was written on the way in.
        """
        try:
            # SQLite keeps whatever type was written into a column.
            return None if value is None else unescaped(str(value))
        except ValueError as error:
            raise IntegrityError(
                f"a text: altered: {error}", hint="Restore the database from a backup."
            ) from error


def _content(name: str = "content_sha256", *, nullable: bool = False) -> "Column[str]":
    return Column(name, _DIGEST, ForeignKey("contents.sha256"), nullable=nullable)


def _of_audit() -> "Column[str]":
    return Column("audit_id", _ID, ForeignKey("ledger.id"), primary_key=True)


def _position() -> "Column[int]":
    return Column("position", Integer, primary_key=True, autoincrement=False)


contents: Final = Table(
    "contents",
    metadata,
    Column("sha256", _DIGEST, primary_key=True),
    # One of the two: text as it is, or a large one compressed.
    Column("body", Text, nullable=True),
    Column("packed", LargeBinary, nullable=True),
)

ledger: Final = Table(
    "ledger",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", _WORD, nullable=False),
    Column("id", _ID, nullable=False, unique=True),
    Column("predecessor_sha256", _DIGEST, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("sha256", _DIGEST, nullable=False, unique=True),
)

scans: Final = Table(
    "scans",
    metadata,
    Column("began", Integer, primary_key=True),
    Column("id", _ID, nullable=False, unique=True),
    Column("target", AnyText, nullable=False),
    Column("resolved", AnyText, nullable=False),
    Column("started_at", _TIME, nullable=False),
    Column("hash_mode", _WORD, nullable=False),
    Column("tool", AnyText, nullable=False),
    Column("host", AnyText, nullable=False),
)

scan_items: Final = Table(
    "scan_items",
    metadata,
    Column("scan_id", _ID, ForeignKey("scans.id"), primary_key=True),
    _position(),
    _content(),
    Column("place", Text, nullable=True),
    sqlite_with_rowid=False,
)

digests: Final = Table(
    "digests",
    metadata,
    Column("file_key", String(96), primary_key=True),
    Column("sha256", _DIGEST, nullable=False),
    Column("hashed_at", _TIME, nullable=False),
)

audit_subjects: Final = Table(
    "audit_subjects",
    metadata,
    _of_audit(),
    _position(),
    Column("kind", _WORD, nullable=False),
    Column("subject_id", AnyText, nullable=False),
    Column("name", AnyText, nullable=False),
    _content(nullable=True),
    _content("facts_sha256", nullable=True),
    sqlite_with_rowid=False,
)

audit_findings: Final = Table(
    "audit_findings",
    metadata,
    _of_audit(),
    _position(),
    Column("rule", AnyText, nullable=False),
    Column("subject_id", AnyText, nullable=False),
    Column("verdict", _WORD, nullable=False),
    Column("severity", _WORD, nullable=False),
    _content(),
    sqlite_with_rowid=False,
)

audit_tallies: Final = Table(
    "audit_tallies",
    metadata,
    _of_audit(),
    _position(),
    Column("rule", AnyText, nullable=False),
    Column("kind", _WORD, nullable=False),
    Column("verdict", _WORD, nullable=False),
    Column("upcoming", Boolean, nullable=False),
    Column("sentence", AnyText, nullable=False),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)

audit_parts: Final = Table(
    "audit_parts",
    metadata,
    _of_audit(),
    _position(),
    Column("name", _WORD, nullable=False),
    _content(),
    UniqueConstraint("audit_id", "name"),
    sqlite_with_rowid=False,
)

Index("ix_audit_findings_rule", audit_findings.c.rule, audit_findings.c.audit_id)
Index("ix_audit_subjects_subject_id", audit_subjects.c.subject_id, audit_subjects.c.audit_id)

version_table: Final = Table("alembic_version", MetaData(), Column("version_num", _ID, primary_key=True))
"""Where alembic keeps the version of the schema; its table, so not in ``metadata``."""
