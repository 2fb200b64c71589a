"""``auditor report``: an audit on record in another format."""

import sys
from pathlib import Path
from typing import Final

import click

from auditor.cli.options import Folder, common_options, run_option
from auditor.cli.reading import recorded, say_which
from auditor.pipeline import recording
from auditor.reports.formats import FORMATS

_NAMES = [known.name for known in FORMATS]


_EXAMPLES: Final = """\b
Examples:
  auditor report -f json
  auditor report -f html --out site/
  auditor report -f tasks > tasks.csv          what is open: one line each, for a spreadsheet
  auditor report -f ics --out out/             the days to come, for a calendar
  auditor report -f facts                      every fact, for an engine of your own
"""


@click.command(epilog=_EXAMPLES)
@run_option
@click.option("-f", "--format", "name", type=click.Choice(_NAMES), required=True, help="Format.")
@click.option("--out", type=Folder(), help="Folder to write into (default: stdout).")
@common_options
def command(name: str, run_id: str, out: Path | None) -> int:
    """Write the newest audit that is not hypothetical, or --run, as FORMAT. Reads only."""
    if out is not None:
        recording.refuse_unwritable(out, (name,))
    audit, run = recorded(run_id, recomputed=True)
    if out is None:
        rendered = recording.report_format(name).render(audit, run)
        say_which(audit, run)
        sys.stdout.buffer.write(rendered)
        return 0
    written = recording.write(audit, run, out, (name,))
    say_which(audit, run)
    for path in written:
        click.echo(path)
    return 0
