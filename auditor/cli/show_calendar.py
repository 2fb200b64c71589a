"""``auditor show calendar``: what applies now, what comes when, what ends."""

import shutil
from datetime import date

import click

from auditor.cli.options import (
    Day,
    common_options,
    finished_progress,
    options,
    print_as_json,
    run_option,
)
from auditor.cli.reading import recorded, say_which
from auditor.domain.audit import Audit
from auditor.pipeline import running
from auditor.reports.agenda.block import calendar_block
from auditor.reports.agenda.calendar import calendar as calendar_of
from auditor.reports.terminal.calendar import calendar_text

_EXAMPLES = """\b
Examples:
  auditor show calendar
  auditor show calendar --as-of 2027-12-02     by the law of that day; nothing is recorded
  auditor show calendar --json
  auditor report -f ics --out out/             the same days for a calendar
"""


@click.command(epilog=_EXAMPLES)
@run_option
@click.option(
    "--as-of", type=Day(), help="Judge the newest scans under the law of that day; nothing is recorded."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
@click.pass_context
def calendar(context: click.Context, run_id: str, as_of: date | None, as_json: bool) -> int:
    """What applies now, what comes when, and what ends, for this inventory."""
    if as_of is not None and context.get_parameter_source("run_id") is not click.core.ParameterSource.DEFAULT:
        raise click.UsageError("--as-of judges the newest scans, and --run names an audit: give one of them")
    audit, run = recorded(run_id) if as_of is None else (_previewed(as_of), None)
    shown = calendar_of(audit)
    if run is not None:
        say_which(audit, run)
    if as_json:
        print_as_json(calendar_block(shown, run))
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        click.echo(calendar_text(shown, width), nl=False)
    return 0


def _previewed(as_of: date) -> Audit:
    """Return the newest scans as the law of a day judges them, and say on stderr that it is not recorded."""
    audit = running.preview(options().settings(), as_of, options().edge())
    finished_progress()
    click.echo(f"judged now from the newest scans, law as of {as_of}, not recorded", err=True)
    return audit
