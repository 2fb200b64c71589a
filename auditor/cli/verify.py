"""``auditor verify``: check that the record holds."""

import click

from auditor.cli.options import Digest, common_options, options
from auditor.errors import IntegrityError
from auditor.pipeline import exits, recording


@click.group()
@common_options
def command() -> None:
    """Check that the record holds."""


@command.command()
@click.option(
    "--anchor", type=Digest(), metavar="SHA256", help="A ledger digest you kept; it must still be there."
)
@common_options
def ledger(anchor: str | None) -> int:
    """Recompute every audit's result and the chain between them.

    Exit 12 names the first audit that does not hold. Audits removed from the end can only be
    missed by who kept a digest: every report prints one.
    """
    report = recording.verify_ledger(options().settings(), anchor)
    if report.broken is not None:
        raise IntegrityError(
            f"audit {report.broken.audit_id or report.broken.position}: {report.broken.reason}",
            hint="Restore the database from a copy whose newest ledger digest you have on paper.",
        )
    if not report.holds:
        click.echo("the ledger is empty: nothing was checked", err=True)
        return exits.INCOMPLETE
    click.echo(f"the ledger holds: {report.n_audits} audits, newest digest {report.head_sha256}")
    return 0
