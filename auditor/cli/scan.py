"""``auditor scan``: look, and keep what is there."""

from typing import Final

import click

from auditor.cli.options import common_options, finished_progress, options, shown_database, visible
from auditor.identity import HashMode
from auditor.pipeline import exits, scanning
from auditor.pipeline.looking import look
from auditor.pipeline.machines import refuse_other_machine
from auditor.reports import wording
from auditor.sources import SOURCES, Target, planned
from auditor.store import Store

_MOST_REASONS: Final = 10


class _ListingTargets(click.Command):
    """A command whose help lists the targets; the sources, who say a line each, are imported for it alone."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Command.format_epilog`."""
        lines = "\n".join(f"  {source.scheme + ':':<10} {source.summary}" for source in SOURCES)
        self.epilog = f"\b\nTargets:\n{lines}"
        super().format_epilog(ctx, formatter)


@click.command(cls=_ListingTargets)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option(
    "--hash",
    "hash_mode",
    type=click.Choice([mode.value for mode in HashMode]),
    default="trust-store",
    show_default=True,
    help="Whose bytes are read.",
)
@click.option("--dry-run", is_flag=True, help="Only print the requests that would be sent; send none.")
@click.option("--allow-empty", is_flag=True, help="Finding nothing is fine.")
@common_options
def command(targets: tuple[str, ...], hash_mode: str, dry_run: bool, allow_empty: bool) -> int:
    """Look at TARGETs and keep what is there in the database.

    Without a TARGET: those of auditor.toml, else those scanned before, else this user's usual places
    (hf-cache: ollama: stores:).
    """
    settings, edge = options().settings(), options().edge()
    if dry_run:
        return _planned(scanning.targets_of(settings, targets))
    is_empty, is_complete = True, True
    chosen = scanning.targets_of(settings, targets)
    refuse_other_machine(settings, chosen, edge.host)
    looks = look(settings, chosen)
    with Store.open(settings.database) as store:
        for scan, seen in scanning.scan_and_count(store, looks, HashMode(hash_mode), edge):
            finished_progress()
            said = (
                wording.counted(seen.n_files, "model file") if seen.n_files or not seen.n_uses else "",
                wording.counted(seen.n_uses, "model in use", "models in use") if seen.n_uses else "",
                wording.faults(seen.gaps),
            )
            counts = wording.plain_spaces(", ".join(part for part in said if part))
            click.echo(f"{visible(scan.target).removesuffix(':')}: {counts}  (scan {scan.id[:12]})")
            for problem in seen.problems:
                where = problem.locator or problem.target
                click.echo(f"  {problem.category:<10}  {visible(where)}: {visible(problem.reason)}")
            for skipped in seen.not_read:
                click.echo(f"  {'skipped':<10}  {visible(skipped.locator)}: {visible(skipped.reason)}")
            for reason, number in sorted(seen.left_out.items(), key=lambda pair: -pair[1])[:_MOST_REASONS]:
                click.echo(f"  {'left out':<10}  {visible(reason)} ({number:,})")
            is_empty, is_complete = is_empty and seen.is_empty, is_complete and seen.is_complete
    click.echo(f"database {shown_database(settings.database)}")
    if is_empty and not allow_empty:
        click.echo("nothing was found; that is not a clean result", err=True)
        return exits.INCOMPLETE
    return exits.OK if is_complete else exits.INCOMPLETE


def _planned(targets: tuple[Target, ...]) -> int:
    """Print what looking at targets would send; nothing is looked at, sent or kept."""
    for target in targets:
        lines = planned(target, SOURCES)
        for line in lines:
            click.echo(visible(line))
        if not lines:
            click.echo(f"{visible(target.called)}: opens no connection")
    return exits.OK
