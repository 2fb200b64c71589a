"""``auditor audit``: everything, in order."""

from pathlib import Path
from typing import Any, Final

import click

from auditor.cli.options import Folder, Seconds, common_options, finished_progress, options
from auditor.cli.printing import print_summary
from auditor.cli.reading import set_aside
from auditor.cli.request import gate_options, request_of
from auditor.identity import HashMode
from auditor.pipeline import recording, running
from auditor.reports.formats import FORMATS

_USUAL: Final = tuple(known.name for known in FORMATS if known.is_usual)
_EXAMPLES = """\b
Examples:
  auditor audit demo:
  auditor audit /srv/models hf-cache: ollama: --out out/
  auditor audit dir:/srv/models --airgap all --fail-on medium
  auditor audit compose:deploy code:src --format json
\b
Every kind of target: auditor scan --help
"""


@click.command(epilog=_EXAMPLES)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option(
    "--out",
    type=Folder(),
    default=Path("out"),
    show_default=True,
    help="Folder for the reports.",
)
@click.option(
    "--hash",
    "hash_mode",
    type=click.Choice([mode.value for mode in HashMode]),
    default="full",
    show_default=True,
    help="Whose bytes are read.",
)
@click.option(
    "--airgap", multiple=True, metavar="MODEL|all", help="Run these too with no network; may be repeated."
)
@click.option(
    "--airgap-budget",
    type=Seconds(),
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="For all of them.",
)
@click.option(
    "--format",
    "wanted",
    type=click.Choice(_USUAL),
    multiple=True,
    help="Which reports to write; may be repeated. All of them if left out.",
)
@click.option("--allow-empty", is_flag=True, help="Finding nothing is fine.")
@gate_options
@common_options
def command(out: Path, wanted: tuple[str, ...], **chosen: Any) -> int:
    """Scan TARGETs, run the air-gap self-test, check, and write report and dossier into --out.

    Without a TARGET: those of auditor.toml, else those scanned before, else this user's usual places
    (hf-cache: ollama: stores:).
    """
    settings, edge = options().settings(), options().edge()
    formats = tuple(name for name in _USUAL if name in (wanted or _USUAL))
    recording.refuse_unwritable(out, formats)
    done = running.audit(settings, request_of(chosen), edge)
    if any("dossier" in part for part in done.audit.left_out):
        formats = tuple(name for name in formats if name != "pdf")
    written = recording.write(done.audit, done.run, out, formats, edge.notify)
    finished_progress()
    print_summary(done, written)
    set_aside(done.audit, done.run)
    return done.run.exit.code
