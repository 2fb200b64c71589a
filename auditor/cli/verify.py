"""``auditor verify``: check that the record holds."""

import click

from auditor.cli.options import Digest, common_options, options, visible
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
    """Check every scan, attestation and audit on record, the chain between them, and the copies of evidence.

    The result of an audit is computed again if it is of the form that this version makes; of others
    the answer says which version made them, and that all else about them holds.

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
    kept = recording.verify_evidence(options().settings())
    if kept.broken:
        more = f", and {len(kept.broken) - 1} more" if len(kept.broken) > 1 else ""
        raise IntegrityError(
            f"{kept.broken[0]}{more}", hint="Restore the evidence store from a backup; nothing overwrites it."
        )
    if kept.n_files:
        rest += f", {_counted(kept.n_files, 'copy of evidence', 'copies of evidence')}"
    audits = _counted(report.n_audits, "audit")
    click.echo(f"the ledger holds: {audits}, {rest}, newest digest {report.head_sha256}")
    for other in report.other_forms:
        click.echo(
            f"{_counted(other.n_audits, 'audit')} by {visible(other.tool)}: all that was recorded holds; the "
            f"result was made in form {other.form}, which this version does not compute"
        )
    return 0


def _counted(n: int, what: str, many: str = "") -> str:
    return f"{n} {what if n == 1 else many or f'{what}s'}"
