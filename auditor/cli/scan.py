"""``auditor scan``: look, and keep what is there."""

from collections.abc import Iterator, Set
from typing import Final

import click

from auditor.cli.options import (
    common_options,
    finished_progress,
    options,
    print_as_json,
    shown_database,
    visible,
)
from auditor.cli.scan_blocks import print_scans
from auditor.domain.scan import Scan
from auditor.domain.serving import DeploymentState
from auditor.identity import HashMode
from auditor.pipeline import exit_codes, scanning, scope
from auditor.pipeline.looking import look
from auditor.pipeline.machines import refuse_other_machine
from auditor.pipeline.scanning import Seen
from auditor.reports import wording
from auditor.reports.headline.states import state_words
from auditor.reports.terminal.also_here import also_here
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
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def command(targets: tuple[str, ...], hash_mode: str, dry_run: bool, allow_empty: bool, as_json: bool) -> int:
    """Look at TARGETs and keep what is there in the database.

    Without a TARGET: those of auditor.toml, else those scanned before, else this user's usual places
    (hf-cache: ollama: stores:).
    """
    settings, edge = options().settings(), options().edge()
    if dry_run:
        return _planned(scope.targets_of(settings, targets), as_json=as_json)
    done: list[tuple[Scan, Seen]] = []
    chosen = scope.targets_of(settings, targets)
    refuse_other_machine(settings, chosen, edge.host)
    looks = look(settings, chosen)
    with Store.open(settings.database) as store:
        for scan, seen in scanning.scan_and_count(store, looks, HashMode(hash_mode), edge):
            finished_progress()
            done.append((scan, seen))
            if not as_json:
                click.echo("\n".join(_lines(scan, seen, {str(one.target) for one in looks})))
        if as_json:
            print_scans(store, done)
    if not as_json:
        click.echo(f"database {shown_database(settings.database)}")
    if all(seen.is_empty for _, seen in done) and not allow_empty:
        click.echo("no model was found; that is not a clean result", err=True)
        return exit_codes.INCOMPLETE
    return exit_codes.OK if all(seen.is_complete for _, seen in done) else exit_codes.INCOMPLETE


def _lines(scan: Scan, seen: Seen, named: Set[str]) -> Iterator[str]:
    """Yield what a scan amounts to, and what is the matter."""
    counts = wording.plain_spaces(
        ", ".join(part for part in (_found(seen), wording.faults(seen.gaps)) if part)
    )
    yield f"{visible(scan.target).removesuffix(':')}: {counts}  (scan {scan.id[:12]})"
    if seen.is_empty:
        yield from (f"  {'looked at':<10}  {visible(sentence)}" for sentence in seen.kept.how_far)
    for problem in seen.problems:
        where = problem.locator or problem.target
        yield f"  {problem.category:<10}  {visible(where)}: {visible(problem.reason)}"
    for skipped in seen.not_read:
        yield f"  {'skipped':<10}  {visible(skipped.locator)}: {visible(skipped.reason)}"
    for skipped in seen.kept.columns:
        yield f"  {'columns':<10}  {visible(skipped.locator)}: {visible(skipped.reason)}"
    for reason, number in sorted(seen.kept.left_out.items(), key=lambda pair: -pair[1])[:_MOST_REASONS]:
        yield f"  {'left out':<10}  {visible(reason)} ({number:,})"
    if hint := also_here(seen.kept.elsewhere, named, "scan"):
        yield f"  {'also here':<10}  {visible(hint)}"


def _found(seen: Seen) -> str:
    """Return how many models there are by what was seen of them: ``2 model files, 1 model configured``."""
    files = [wording.counted(seen.n_files, "model file")] if seen.n_files else []
    uses = [
        f"{wording.counted(seen.kept.uses[state], 'model')} {state_words(state)}"
        for state in DeploymentState
        if state in seen.kept.uses
    ]
    unnamed = [
        f"{wording.counted(seen.kept.unnamed[state], 'place')} {state_words(state)} whose model is not known"
        for state in DeploymentState
        if state in seen.kept.unnamed
    ]
    return ", ".join((*files, *uses, *unnamed)) or "no model"


def _planned(targets: tuple[Target, ...], *, as_json: bool) -> int:
    """Print what looking at targets would send; nothing is looked at, sent or kept."""
    requests = {target: planned(target, SOURCES) for target in targets}
    if as_json:
        print_as_json([{"target": str(one), "requests": list(lines)} for one, lines in requests.items()])
        return exit_codes.OK
    for target, lines in requests.items():
        for line in lines or (f"{target.called}: opens no connection",):
            click.echo(visible(line))
    return exit_codes.OK
