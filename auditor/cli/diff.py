"""``auditor diff``: what changed between two audits on record."""

import json
import shutil

import click

from auditor.cli.options import LATEST, RUN_ID, common_options, options
from auditor.cli.reading import recorded, say_which
from auditor.domain.finding import Severity
from auditor.pipeline import exit_codes, recording
from auditor.reports.document.changes import changes
from auditor.reports.document.verdict_changes import is_new_failure
from auditor.reports.terminal.changes import changes_text
from auditor.reports.wording import encodable

_EXAMPLES = """\b
Examples:
  auditor diff                          the newest audit and the one before it
  auditor diff 3f2a9c                   that audit and the newest
  auditor diff 3f2a9c 81d04e --json
  auditor diff --fail-on medium         in CI: 10 where something fails that did not
"""


@click.command(epilog=_EXAMPLES)
@click.argument("earlier", required=False, type=RUN_ID)
@click.argument("later", required=False, type=RUN_ID, default=LATEST)
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Severity]),
    default="high",
    show_default=True,
    help="Mildest new failure that counts.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def command(earlier: str | None, later: str, fail_on: str, as_json: bool) -> int:
    """Say what changed from EARLIER to LATER: models, bytes, places, problems, systems, verdicts.

    Without LATER it is the newest audit that is not hypothetical, without EARLIER the one before. What only
    one of them looked at is named. Reads only; ends with 10 where something of the severity counts and fails
    that did not before, a further file on a list that fails included; else with 3 where a target is no longer
    looked at: what is there may be as it was, or not.
    """
    audit, run = recorded(later)
    before = recorded(earlier or recording.id_before(options().settings(), run))
    found = changes(before, (audit, run))
    say_which(*before)
    say_which(audit, run)
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(
        encodable(json.dumps(found, indent=2, ensure_ascii=False)) if as_json else changes_text(found, width),
        nl=as_json,
    )
    if any(is_new_failure(change, Severity(fail_on)) for change in found["verdicts"]):
        return exit_codes.FAILED
    return exit_codes.INCOMPLETE if found["gone_targets"] else exit_codes.OK
