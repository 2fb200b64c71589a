"""``auditor verify``: check that the record holds."""

import click

from auditor.cli.options import common_options, options
from auditor.errors import IntegrityError
from auditor.pipeline import recording


@click.group()
def command() -> None:
    """Check that the record holds."""


@command.command()
@common_options
def ledger() -> int:
    """Recompute every audit's result and the chain between them.

    Exit 12 names the first audit that does not hold.
    """
    report = recording.verify_ledger(options().settings())
    if report.broken is not None:
        raise IntegrityError(
            f"audit {report.broken.audit_id or report.broken.position}: {report.broken.reason}",
            hint="Restore the database from a copy whose newest ledger digest you have on paper.",
        )
    click.echo(f"the ledger holds: {report.n_audits} audits, newest digest {report.head_sha256}")
    return 0
