"""``auditor verify``: check that the record holds."""

import click

from auditor.cli.options import Digest, common_options, options
from auditor.errors import IntegrityError
from auditor.pipeline import exit_codes, recording


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
    """Check every scan, attestation and audit on record, and the chain between them.

    Exit 12 names the first thing that does not hold. Entries removed from the end can only be
    missed by who kept a digest: every report prints one. Nothing is written; a copy nobody can
    write to will do.
    """
    report = recording.verify_ledger(options().settings(), anchor)
    if report.broken is not None:
        raise IntegrityError(
            f"{report.broken.subject}: {report.broken.reason}",
            hint="Restore the database from a copy whose newest ledger digest you have on paper.",
        )
    rest = f"{_counted(report.n_scans, 'scan')}, {_counted(report.n_attestations, 'attestation')}"
    if not report.holds:
        click.echo(f"no audit to check; {rest} hold", err=True)
        return exit_codes.INCOMPLETE
    audits = _counted(report.n_audits, "audit")
    click.echo(f"the ledger holds: {audits}, {rest}, newest digest {report.head_sha256}")
    return 0


def _counted(n: int, what: str) -> str:
    return f"{n} {what if n == 1 else f'{what}s'}"
