"""Large contents are kept compressed, in a column of their own.

Revision: auditor_0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "auditor_0002"
down_revision: str | None = "auditor_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("contents") as batch:
        batch.alter_column("body", existing_type=sa.Text, nullable=True)
        batch.add_column(sa.Column("packed", sa.LargeBinary, nullable=True))


def downgrade() -> None:
    raise RuntimeError("the record is append-only: restore a backup instead")
