"""``auditor show``: what is on record, read only."""

import json
import shutil
from collections.abc import Callable
from operator import itemgetter

import click

from auditor.cli.options import common_options, options, run_option
from auditor.domain.audit import Audit
from auditor.domain.facts import FACTS
from auditor.pipeline import recording, running
from auditor.policy import load as load_policies
from auditor.reports import details, terminal
from auditor.reports.result import result_document
from auditor.reports.shape import Result
from auditor.reports.subject_shape import ModelBlock
from auditor.settings import Settings
from auditor.sources import SOURCES
from auditor.store import Store


@click.group()
@common_options
def command() -> None:
    """Print what is on record. Reads only."""


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _of_audit(
    name: str, help_: str, table: Callable[[Audit, int], str], block: Callable[[Result], object]
) -> None:
    """Add a view of an audit; all of them take --run and --json."""

    @command.command(name, help=help_)
    @run_option
    @click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
    @common_options
    def view(run_id: str, as_json: bool) -> int:
        audit, _ = recording.load(options().settings(), run_id)
        shown = _json(block(result_document(audit))) if as_json else table(audit, _width())
        click.echo(shown, nl=as_json)
        return 0


_of_audit(
    "models", "What they are, who made them, where they lie.", terminal.models_table, itemgetter("models")
)
_of_audit("deployments", "Every place a model is at.", details.deployments_table, itemgetter("deployments"))
_of_audit(
    "systems", "The AI systems the organisation declares.", details.systems_table, itemgetter("systems")
)
_of_audit(
    "findings", "What failed, is unknown or comes later.", terminal.findings_table, itemgetter("findings")
)
_of_audit("questions", "What to answer next.", terminal.questions_list, itemgetter("questions"))


@command.command()
@click.argument("name")
@run_option
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def model(name: str, run_id: str, as_json: bool) -> int:
    """Everything known about one model: NAME, or the beginning of its id."""
    audit, _ = recording.load(options().settings(), run_id)
    block = _block(audit, name)
    click.echo(_json(block) if as_json else details.model_text(block, _width()), nl=as_json)
    return 0


def model_block(settings: Settings, name: str) -> ModelBlock:
    """Return what the newest audit says about one model.

    Raises:
        UsageError: no model, or several, are called that.
    """
    return _block(recording.load(settings)[0], name)


def _block(audit: Audit, name: str) -> ModelBlock:
    found = running.find_model(audit.inventory.models, name)
    return next(block for block in result_document(audit)["models"] if block["id"] == found.id)


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def runs(as_json: bool) -> int:
    """The audits of the ledger, newest first."""
    with Store.open_read_only(options().settings().database) as store:
        found = store.runs()[::-1]
    if as_json:
        rows = [
            {
                "id": r.id,
                "started_at": r.started_at.isoformat(),
                "result_sha256": r.result_sha256,
                "exit": r.exit.code,
            }
            for r in found
        ]
        click.echo(_json(rows))
        return 0
    for run in found:
        when = f"{run.started_at:%Y-%m-%d %H:%M}"
        click.echo(
            f"{run.id[:12]}  {when}  exit {run.exit.code:>2}  {run.result_sha256[:16]}  {run.exit.because}"
        )
    return 0


@command.command()
@common_options
def evidence() -> int:
    """The kinds of evidence that rules ask for."""
    for kind in load_policies(options().settings().packs).evidence.values():
        click.echo(f"{kind.id:<32} {kind.article:<14} {kind.title}")
    return 0


@command.command()
@common_options
def rules() -> int:
    """The rules in force: id, kind, severity, article."""
    for rule in load_policies(options().settings().packs).rules:
        click.echo(
            f"{rule.id:<34} {rule.kind.value:<11} {rule.severity.value:<9} {rule.heading.legal.article}"
        )
    return 0


@command.command()
@common_options
def facts() -> int:
    """The fact registry: what rules may ask about."""
    for definition in FACTS.values():
        unit = f" [{definition.unit}]" if definition.unit else ""
        columns = f"{definition.name:<34} {definition.subject.value:<12} {definition.type.value:<12}"
        click.echo(f"{columns} {definition.meaning}{unit}")
    return 0


@command.command()
@common_options
def sources() -> int:
    """The kinds of target."""
    for source in SOURCES:
        click.echo(f"{source.scheme + ':':<10} {source.summary}")
    return 0


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
