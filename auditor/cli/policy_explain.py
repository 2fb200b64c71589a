"""``auditor policy explain``: why a rule came to what it came to."""

from pathlib import Path
from typing import Final

import click

from auditor.cli.options import common_options, options, policies_option, print_as_json, run_option
from auditor.cli.reading import say_which

_EXAMPLES: Final = """\b
Examples:
  auditor policy explain license-missing llama-3.1-8b
  auditor policy explain systemic-risk llama-3.1-8b --json
  auditor policy explain aia-4-1-literacy organisation
"""


@click.command(epilog=_EXAMPLES)
@click.argument("rule")
@click.argument("subject")
@run_option
@policies_option
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def explain(rule: str, subject: str, run_id: str, policies: tuple[Path, ...], as_json: bool) -> int:
    """Why RULE came to what it came to for SUBJECT: as one sentence and as a tree, passes included.

    SUBJECT is a name or an id, as auditor show has it; of a rule about the organisation, organisation.
    """
    from auditor.pipeline import explaining
    from auditor.reports.document.explanation_block import explanation_block
    from auditor.reports.terminal.explanation import explanation_text

    said, audit, run = explaining.explain(options().settings(), rule, subject, run_id, policies)
    say_which(audit, run)
    if as_json:
        print_as_json(explanation_block(said))
    else:
        click.echo(explanation_text(said), nl=False)
    return 0
