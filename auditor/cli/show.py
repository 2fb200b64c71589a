"""``auditor show``: what is on record, read only."""

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date
from operator import itemgetter

import click

from auditor.cli.options import common_options, options, run_option
from auditor.cli.reading import recorded, say_which
from auditor.cli.show_calendar import calendar
from auditor.domain.audit import Audit, Inventory, Run
from auditor.domain.facts import FACTS
from auditor.domain.subject import Deployment, Model
from auditor.errors import UsageError
from auditor.pipeline import choosing
from auditor.pipeline.bundling import bundle_of
from auditor.reports.document.coverage_blocks import problem_block
from auditor.reports.document.result import result_document
from auditor.reports.document.shape import Result
from auditor.reports.document.subject_shape import ModelBlock
from auditor.reports.terminal import coverage, details, evidence, listing, waivers
from auditor.settings import Settings
from auditor.sources import SOURCES
from auditor.store import Store

Row = dict[str, str]
"""What a list says about one thing."""


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
        audit, run = recorded(run_id)
        shown = _json(block(result_document(audit))) if as_json else table(audit, _width())
        say_which(audit, run)
        click.echo(shown, nl=as_json)
        return 0


_of_audit(
    "models", "What they are, who made them, where they lie.", listing.models_table, itemgetter("models")
)
_of_audit("deployments", "Every place a model is at.", details.deployments_table, itemgetter("deployments"))
_of_audit(
    "systems", "The AI systems the organisation declares.", details.systems_table, itemgetter("systems")
)
_of_audit(
    "findings", "What failed, is unknown or comes later.", listing.findings_table, itemgetter("findings")
)
_of_audit(
    "coverage",
    "What was looked at, what could not be read, what was left out.",
    coverage.coverage_tables,
    lambda result: {"coverage": result["coverage"], "problems": result["problems"]},
)
_of_audit(
    "waivers",
    "What is left as it is, who answers for it, until when.",
    waivers.waivers_table,
    itemgetter("waivers"),
)
_of_audit(
    "evidence",
    "What is recorded as evidence, what it serves, whether it holds.",
    evidence.evidence_table,
    itemgetter("evidence"),
)
_of_audit("questions", "What to answer next.", listing.questions_list, itemgetter("questions"))


@command.command()
@click.argument("name")
@run_option
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def model(name: str, run_id: str, as_json: bool) -> int:
    """Everything known about one model: NAME, or the beginning of its id.

    A place of which nobody says which model is there goes by its own name, as show deployments has it; a file
    that could not be read, or is no model and runs code, by its place or file name.
    """
    return _show(run_id, name, choosing.find_model_or_place, as_json=as_json)


@command.command()
@click.argument("name")
@run_option
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def deployment(name: str, run_id: str, as_json: bool) -> int:
    """Everything known about one place, and what says so: NAME as show deployments has it, or an id."""
    return _show(
        run_id, name, lambda all_, of: choosing.find_deployment(all_.deployments, of), as_json=as_json
    )


def _show(
    run_id: str, name: str, find: Callable[[Inventory, str], Model | Deployment], *, as_json: bool
) -> int:
    """Print everything known of what goes by a name, a file that is only a problem included."""
    audit, run = recorded(run_id)
    try:
        shown = _shown(audit, find(audit.inventory, name), as_json=as_json)
    except UsageError:
        problems = choosing.find_problems(audit.inventory.problems, name)
        if not problems:
            raise
        blocks = [problem_block(audit, problem) for problem in problems]
        shown = _json(blocks) if as_json else coverage.problems_text(audit, problems, _width())
    say_which(audit, run)
    click.echo(shown, nl=as_json)
    return 0


def _shown(audit: Audit, found: Model | Deployment, *, as_json: bool) -> str:
    """Return everything known about a model or a place."""
    result = result_document(audit)
    if isinstance(found, Model):
        model = _block_of(result, found)
        return _json(model) if as_json else details.model_text(audit, model, _width())
    place = next(one for one in result["deployments"] if one["id"] == found.id)
    return _json(place) if as_json else details.deployment_text(place, _width())


def model_block(run_id: str, name: str) -> tuple[ModelBlock, date]:
    """Return what an audit says about one model, and the day whose law it was judged under; say which it is.

    Raises:
        UsageError: no model, or several, are called that.
    """
    audit, run = recorded(run_id)
    block = _block_of(result_document(audit), choosing.find_model(audit.inventory.models, name))
    say_which(audit, run)
    return block, audit.as_of


def _block_of(result: Result, found: Model) -> ModelBlock:
    return next(block for block in result["models"] if block["id"] == found.id)


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def runs(as_json: bool) -> int:
    """The audits of the ledger, newest first."""
    with Store.open_read_only(options().settings().database) as store:
        found, law_days = store.runs()[::-1], store.law_days()
    if as_json:
        rows = [
            {
                "id": r.id,
                "started_at": r.started_at.isoformat(),
                "result_sha256": r.result_sha256,
                "exit": r.exit.code,
                "as_of": law_days[r.id].isoformat(),
                "hypothetical": _is_hypothetical(r, law_days),
            }
            for r in found
        ]
        click.echo(_json(rows))
        return 0
    for run in found:
        when = f"{run.started_at:%Y-%m-%d %H:%M}"
        because = run.exit.because
        if _is_hypothetical(run, law_days):
            because = f"hypothetical, law as of {law_days[run.id]}: {because}"
        click.echo(f"{run.id[:12]}  {when}  exit {run.exit.code:>2}  {run.result_sha256[:16]}  {because}")
    return 0


def _is_hypothetical(run: Run, law_days: Mapping[str, date]) -> bool:
    return law_days[run.id] != run.started_at.astimezone(UTC).date()


def _of_product(
    name: str, help_: str, rows: Callable[[Settings], list[Row]], line: Callable[[Row], str]
) -> None:
    """Add a list of what ships, or is configured, whatever was audited; all of them take --json."""

    @command.command(name, help=help_)
    @click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
    @common_options
    def view(as_json: bool) -> int:
        found = rows(options().settings())
        click.echo(_json(found) if as_json else "\n".join(line(row) for row in found))
        return 0


def _evidence(settings: Settings) -> list[Row]:
    return [
        {"id": kind.id, "article": kind.article, "title": kind.title}
        for kind in bundle_of(settings).evidence.values()
    ]


def _rules(settings: Settings) -> list[Row]:
    return [
        {
            "id": rule.id,
            "pack": rule.heading.pack,
            "kind": rule.kind.value,
            "severity": rule.severity.value,
            "subject": rule.heading.subject.value,
            "article": rule.heading.legal.article,
            "title": rule.heading.title,
        }
        for rule in bundle_of(settings).rules
    ]


def _facts(_: Settings) -> list[Row]:
    return [
        {
            "name": fact.name,
            "subject": fact.subject.value,
            "type": fact.type.value,
            "unit": fact.unit,
            "meaning": fact.meaning,
            "producer": fact.producer,
        }
        for fact in FACTS.values()
    ]


def _sources(_: Settings) -> list[Row]:
    return [{"scheme": source.scheme, "summary": source.summary} for source in SOURCES]


_of_product(
    "evidence-kinds",
    "The kinds of evidence that rules ask for.",
    _evidence,
    lambda row: f"{row['id']:<32} {row['article']:<14} {row['title']}",
)
_of_product(
    "rules",
    "The rules in force: id, kind, severity, article.",
    _rules,
    lambda row: f"{row['id']:<34} {row['kind']:<11} {row['severity']:<9} {row['article']}",
)
_of_product(
    "facts",
    "The fact registry: what rules may ask about.",
    _facts,
    lambda row: (
        f"{row['name']:<34} {row['subject']:<12} {row['type']:<12} {row['meaning']}"
        + (f" [{row['unit']}]" if row["unit"] else "")
    ),
)
_of_product(
    "sources", "The kinds of target.", _sources, lambda row: f"{row['scheme'] + ':':<10} {row['summary']}"
)


command.add_command(calendar)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
