"""``auditor show``: what is on record, read only."""

import json

import click

from auditor.cli.options import common_options, options
from auditor.domain.audit import Audit
from auditor.domain.facts import FACTS
from auditor.errors import UsageError
from auditor.pipeline import recording
from auditor.policy import load as load_policies
from auditor.reports import terminal
from auditor.reports.result import result_document
from auditor.sources import SOURCES
from auditor.store import Store


@click.group()
def command() -> None:
    """Print what is on record. Reads only."""


def _width() -> int:
    import shutil  # noqa: PLC0415

    return shutil.get_terminal_size((100, 24)).columns


def _of_audit(name: str, help_: str) -> None:
    """Add a view of the newest audit; all of them take --run and --json."""

    @command.command(name, help=help_)
    @click.option(
        "--run",
        "run_id",
        default="latest",
        show_default=True,
        metavar="RUN",
        help="Audit, or a prefix of its id.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
    @common_options
    def view(run_id: str, as_json: bool) -> int:
        audit, _ = recording.load(options().settings(), run_id)
        click.echo(_json(result_document(audit)[name]) if as_json else terminal.table(name, audit, _width()))
        return 0


for _name, _help in {
    "models": "Models of the newest audit: what they are, who made them, where they lie.",
    "deployments": "Every place a model is at, and how far it is from being used there.",
    "systems": "The AI systems the organisation declares.",
    "findings": "What failed, is unknown or comes later, the worst first.",
    "questions": "What to answer next, the most settling first.",
}.items():
    _of_audit(_name, _help)


@command.command()
@click.argument("name")
@click.option(
    "--run",
    "run_id",
    default="latest",
    show_default=True,
    metavar="RUN",
    help="Audit, or a prefix of its id.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def model(name: str, run_id: str, as_json: bool) -> int:
    """Everything known about one model: NAME, or the beginning of its id."""
    audit, _ = recording.load(options().settings(), run_id)
    id_ = _model_id(audit, name)
    if as_json:
        models = result_document(audit)["models"]
        click.echo(_json(next(entry for entry in models if entry["id"] == id_)))
    else:
        click.echo(terminal.model(audit, id_, _width()))
    return 0


def _model_id(audit: Audit, name: str) -> str:
    models = audit.inventory.models
    found = [m.id for m in models if m.id.startswith(name) or name in {given.name for given in m.names}]
    if len(found) != 1:
        what = "no model is called that" if not found else f"{len(found)} models match"
        raise UsageError(f"{name}: {what}", hint="See: auditor show models")
    return found[0]


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def runs(as_json: bool) -> int:
    """The audits of the ledger, newest first."""
    with Store.open(options().settings().database, create=False) as store:
        found = store.runs()
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
