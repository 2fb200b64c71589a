"""Runs the migrations: on the connection ``auditor`` hands over, or on a database a developer names.

``alembic -x database=sqlite:///auditor.db revision --autogenerate -m "what changes"``
"""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection

from auditor.store.tables import AnyText, metadata


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our text type as plain text: a migration must not change with the code it once came from."""
    return "sa.Text()" if kind == "type" and isinstance(item, AnyText) else False


def migrate(connection: Connection) -> None:
    """Run the migrations in the connection's own transaction."""
    # SQLite changes a table by making it anew, which is what a batch does.
    context.configure(
        connection=connection, target_metadata=metadata, render_item=render_item, render_as_batch=True
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    url = context.get_x_argument(as_dictionary=True).get("database", "sqlite:///auditor.db")
    with create_engine(url).begin() as own:
        migrate(own)
