"""``auditor scan``: look, and keep what is there."""

import click

from auditor.cli.options import common_options, finished_progress, options, shown_database, visible
from auditor.domain.observation import FileSeen
from auditor.identity import HashMode, group
from auditor.pipeline import exits, scanning
from auditor.reports import wording
from auditor.sources import SOURCES
from auditor.store import Store

_TARGETS = "\n".join(f"  {source.scheme + ':':<10} {source.summary}" for source in SOURCES)


@click.command(epilog=f"\b\nTargets:\n{_TARGETS}")
@click.argument("targets", nargs=-1, metavar="TARGET...")
@click.option(
    "--hash",
    "hash_mode",
    type=click.Choice([mode.value for mode in HashMode]),
    default="trust-store",
    show_default=True,
    help="Whose bytes are read.",
)
@click.option("--allow-empty", is_flag=True, help="Finding nothing is fine.")
@common_options
def command(targets: tuple[str, ...], hash_mode: str, allow_empty: bool) -> int:
    """Look at TARGETs and keep what is there in the database."""
    settings, edge = options().settings(), options().edge()
    n_files = n_problems = 0
    wanted = scanning.targets_of(settings, targets)
    with Store.open(settings.database) as store:
        for scan in scanning.scan(store, wanted, HashMode(hash_mode), edge):
            seen = tuple(store.observations(scan.id))
            files = sum(isinstance(observation, FileSeen) for observation in seen)
            # What an audit would say about it: shards that are missing and bytes that were altered show here.
            problems = group(seen).problems
            finished_progress()
            counts = ", ".join(
                part for part in (wording.counted(files, "model file"), wording.faults(problems)) if part
            )
            click.echo(f"{visible(scan.target)}: {wording.plain_spaces(counts)}  (scan {scan.id[:12]})")
            for problem in problems:
                click.echo(f"  {problem.fault:<10}  {visible(problem.locator)}: {visible(problem.reason)}")
            n_files, n_problems = n_files + files, n_problems + len(problems)
    click.echo(f"database {shown_database(settings.database)}")
    if not n_files and not allow_empty:
        click.echo("nothing was found; that is not a clean result", err=True)
        return exits.INCOMPLETE
    return exits.INCOMPLETE if n_problems else exits.OK
