"""The first schema: contents, the ledger, scans, the hash cache and what audits say.

Revision: auditor_0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "auditor_0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DIGEST = sa.String(64)
ID = sa.String(32)
TIME = sa.String(32)
WORD = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "contents",
        sa.Column("sha256", DIGEST, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_contents"),
    )
    op.create_table(
        "digests",
        sa.Column("file_key", sa.String(96), nullable=False),
        sa.Column("sha256", DIGEST, nullable=False),
        sa.Column("hashed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("file_key", name="pk_digests"),
    )
    create_ledger()
    create_scans()
    create_what_audits_say()
    create_parts_of_audits()


def downgrade() -> None:
    raise RuntimeError("the record is append-only: restore a backup instead")


def create_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("predecessor_sha256", DIGEST, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sha256", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_ledger"),
        sa.UniqueConstraint("id", name="uq_ledger_id"),
        sa.UniqueConstraint("predecessor_sha256", name="uq_ledger_predecessor_sha256"),
        sa.UniqueConstraint("sha256", name="uq_ledger_sha256"),
    )


def create_scans() -> None:
    op.create_table(
        "scans",
        sa.Column("began", sa.Integer, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("resolved", sa.Text, nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("hash_mode", WORD, nullable=False),
        sa.Column("tool", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("began", name="pk_scans"),
        sa.UniqueConstraint("id", name="uq_scans_id"),
    )
    op.create_table(
        "scan_items",
        sa.Column("scan_id", ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("content_sha256", DIGEST, nullable=False),
        sa.Column("place", sa.Text),
        sa.PrimaryKeyConstraint("scan_id", "position", name="pk_scan_items"),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_scan_items_scan_id"),
        content_key("scan_items", "content_sha256"),
        sqlite_with_rowid=False,
    )


def create_what_audits_say() -> None:
    op.create_table(
        "audit_subjects",
        *of_audit("audit_subjects"),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content_sha256", DIGEST),
        sa.Column("facts_sha256", DIGEST),
        content_key("audit_subjects", "content_sha256"),
        content_key("audit_subjects", "facts_sha256"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_subjects_subject_id", "audit_subjects", ["subject_id", "audit_id"])
    op.create_table(
        "audit_findings",
        *of_audit("audit_findings"),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("verdict", WORD, nullable=False),
        sa.Column("severity", WORD, nullable=False),
        sa.Column("content_sha256", DIGEST, nullable=False),
        content_key("audit_findings", "content_sha256"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_findings_rule", "audit_findings", ["rule", "audit_id"])


def create_parts_of_audits() -> None:
    op.create_table(
        "audit_tallies",
        *of_audit("audit_tallies"),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("verdict", WORD, nullable=False),
        sa.Column("upcoming", sa.Boolean, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_parts",
        *of_audit("audit_parts"),
        sa.Column("name", WORD, nullable=False),
        sa.Column("content_sha256", DIGEST, nullable=False),
        sa.UniqueConstraint("audit_id", "name", name="uq_audit_parts_audit_id"),
        content_key("audit_parts", "content_sha256"),
        sqlite_with_rowid=False,
    )


def of_audit(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("audit_id", ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("audit_id", "position", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["audit_id"], ["ledger.id"], name=f"fk_{table}_audit_id"),
    )


def content_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["contents.sha256"], name=f"fk_{table}_{column}")
