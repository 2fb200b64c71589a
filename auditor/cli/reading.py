"""The audit that a reading command shows, and a line on stderr that says which it is."""

import click

from auditor.cli.options import options, shown_database, visible
from auditor.domain.audit import Audit, Run
from auditor.pipeline import recording


def recorded(run_id: str, *, recomputed: bool = False) -> tuple[Audit, Run]:
    """Return an audit on record.

    Args:
        run_id: ``latest``, or the beginning of an id.
        recomputed: Compute its result again and compare it, for what leaves the house.

    Raises:
        StoreError: there is no such database or audit.
        IntegrityError: it is not what was recorded.
    """
    return recording.load(options().settings(), run_id, recomputed=recomputed)


def say_which(audit: Audit, run: Run) -> None:
    """Say on stderr which run, law and database are shown; quietly, only if that is hypothetical."""
    if audit.is_hypothetical or not options().values.get("quiet"):
        click.echo(shown(audit, run), err=True)


def shown(audit: Audit, run: Run) -> str:
    """Return which audit it is, in one line."""
    when = f"{run.started_at:%Y-%m-%d %H:%M}"
    warning = "hypothetical " if audit.is_hypothetical else ""
    return (
        f"{warning}audit {run.id[:12]} of {when} UTC, law as of {audit.as_of}, "
        f"database {visible(shown_database(run.database))}"
    )


def set_aside(audit: Audit, run: Run) -> None:
    """Say on stderr, of an audit just made under another day's law, how it is read again."""
    if audit.is_hypothetical:
        click.echo(
            f"hypothetical: show, report, dossier and compute read this audit with --run {run.id[:12]}, and "
            "without it the newest that is not hypothetical, if there is one",
            err=True,
        )
