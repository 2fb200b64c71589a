"""``auditor check``: judge the newest scans again."""

from typing import Any

import click

from auditor.cli.options import common_options, finished_progress, options
from auditor.cli.printing import print_json, print_summary
from auditor.cli.reading import set_aside
from auditor.cli.request import gate_options, request_of
from auditor.pipeline import running

_EXAMPLES = """\b
Examples:
  auditor check
  auditor check --as-of 2027-12-02 --fail-on-unknown high
  auditor check --profile eu-finance --policies policies
"""


@click.command(epilog=_EXAMPLES)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--allow-empty", is_flag=True, help="Finding nothing is fine.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@gate_options
@common_options
def command(as_json: bool, **chosen: Any) -> int:
    """Judge the newest finished scan of each TARGET (default: of all) and append the audit to the ledger."""
    settings, edge = options().settings(), options().edge()
    done = running.check(settings, request_of(chosen), edge)
    finished_progress()
    if as_json:
        print_json(done)
    else:
        print_summary(done, ())
    set_aside(done.audit, done.run)
    return done.run.exit.code
