"""``auditor declare``: write and check what only the organisation knows."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from auditor import declarations, policy, resources
from auditor.cli.options import common_options, options
from auditor.declarations.placeholders import DAY
from auditor.errors import UsageError
from auditor.pipeline import exits
from auditor.reports.files import write_atomically

_TEMPLATES = resources.TEMPLATES / "declarations"
_KINDS = tuple(sorted(path.stem for path in _TEMPLATES.glob("*.yaml")))
_EXAMPLES = """\b
Examples:
  auditor declare organisation          print an entry to fill in
  auditor declare system --write        put it into the declarations folder
  auditor declare --check               read all entries, say what is wrong
"""


@click.command(epilog=_EXAMPLES)
@click.argument("kind", required=False, type=click.Choice(_KINDS))
@click.option(
    "--write", is_flag=True, help="Write it to KIND.yaml in the declarations folder, unless that is there."
)
@click.option("--check", is_flag=True, help="Read every entry and say what is wrong.")
@common_options
def command(kind: str | None, write: bool, check: bool) -> int:
    """Print an entry of KIND to fill in, or check the entries there are."""
    folder = options().settings().declarations
    if write and not kind:
        raise UsageError("declare: --write needs a kind", hint=f"Kinds: {', '.join(_KINDS)}.")
    if kind and write:
        click.echo(_write(kind, folder / f"{kind}.yaml"))
    elif kind:
        click.echo(_template(kind), nl=False)
    elif not check:
        raise UsageError("declare: neither a kind nor --check", hint=f"Kinds: {', '.join(_KINDS)}.")
    if check:
        bundle = policy.load(options().settings().packs)
        found = declarations.load(folder, evidence_kinds=frozenset(bundle.evidence), today=_today())
        if not found.entries:
            click.echo(f"{folder}: no entries; nothing was checked", err=True)
            return exits.INCOMPLETE
        number = len(found.entries)
        click.echo(f"{folder}: {number} {'entry' if number == 1 else 'entries'}, all well formed")
    return exits.OK


def _template(kind: str) -> str:
    """Return an entry to fill in, made today: ``on`` is the day it is said."""
    text = (_TEMPLATES / f"{kind}.yaml").read_text(encoding="utf-8")
    return text.replace(f"on: {DAY}", f"on: {_today()}")


def _today() -> date:
    return datetime.now(UTC).date()


def _write(kind: str, path: Path) -> str:
    if path.exists():
        raise UsageError(
            f"{path}: is already there", hint="Add the entry to it by hand: auditor declare " + kind
        )
    write_atomically(path, _template(kind).encode("utf-8"))
    return f"{path}: fill it in, then run auditor declare --check"
