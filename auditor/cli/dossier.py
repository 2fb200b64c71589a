"""``auditor dossier``: the PDF of an audit on record."""

from pathlib import Path

import click

from auditor.cli.options import Folder, common_options, finished_progress, options, run_option
from auditor.cli.reading import recorded, say_which
from auditor.pipeline import recording


@click.command(epilog="\b\nExamples:\n  auditor dossier\n  auditor dossier --run 3f2a --out /tmp/dossiers")
@run_option
@click.option(
    "--out",
    type=Folder(),
    default=Path("out"),
    show_default=True,
    help="Folder for the PDF.",
)
@common_options
def command(run_id: str, out: Path) -> int:
    """Write the dossier of the newest audit that is not hypothetical, or of --run.

    Reads only: run `auditor check` first for fresh verdicts.
    """
    recording.refuse_unwritable(out, ("pdf",))
    audit, run = recorded(run_id, recomputed=True)
    written = recording.write(audit, run, out, ("pdf",), options().edge().notify)
    finished_progress()
    say_which(audit, run)
    for path in written:
        click.echo(path)
    return 0
