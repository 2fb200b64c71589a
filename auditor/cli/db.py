"""``auditor db``: the database's schema."""

import click

from auditor import store
from auditor.cli.options import common_options, options


@click.group()
@common_options
def command() -> None:
    """Upgrade the database, or say its version."""


@command.command()
@common_options
def upgrade() -> int:
    """Create the database, or bring it to this version's schema."""
    settings = options().settings()
    click.echo(f"{settings.database}: schema {store.upgrade(settings.database)}")
    return 0


@command.command()
@common_options
def current() -> int:
    """Say which schema the database has."""
    settings = options().settings()
    click.echo(f"{settings.database}: schema {store.current(settings.database) or 'none'}")
    return 0
