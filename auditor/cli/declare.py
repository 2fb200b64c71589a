"""``auditor declare``: write and check what only the organisation knows."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from auditor import resources
from auditor.cli.options import common_options, options, shown_database, visible
from auditor.declarations.placeholders import DAY
from auditor.errors import DeclarationError, UsageError
from auditor.formats import yaml12
from auditor.pipeline import declaring, exit_codes
from auditor.reports import wording
from auditor.reports.files import write_atomically

_TEMPLATES = resources.TEMPLATES / "declarations"
_KINDS = tuple(sorted(path.stem for path in _TEMPLATES.glob("*.yaml")))
_EXAMPLES = """\b
Examples:
  auditor declare organisation          print an entry to fill in
  auditor declare system --write        put it into the declarations folder
  auditor declare --check               read all entries, compare them with the scans
"""


@click.command(epilog=_EXAMPLES)
@click.argument("kind", required=False, type=click.Choice(_KINDS))
@click.option(
    "--write", is_flag=True, help="Write it to KIND.yaml in the declarations folder, after what is there."
)
@click.option("--check", is_flag=True, help="Read every entry, compare them with the newest scans.")
@common_options
def command(kind: str | None, write: bool, check: bool) -> int:
    """Print an entry of KIND to fill in, or check the entries there are.

    --check names every field that is still to be filled in, of every file, and ends with 2 where there is
    one. It ends with 10 where an entry matches fewer or more than it expects, or the file it names as
    evidence is missing or altered.
    """
    if write and not kind:
        raise UsageError("declare: --write needs a kind", hint=f"Kinds: {', '.join(_KINDS)}.")
    if kind and write:
        click.echo(_write(kind, declaring.folder(options().settings()) / f"{kind}.yaml"))
    elif kind:
        click.echo(_template(kind), nl=False)
    elif not check:
        raise UsageError("declare: neither a kind nor --check", hint=f"Kinds: {', '.join(_KINDS)}.")
    return _check() if check else exit_codes.OK


def _check() -> int:
    """Print what the entries came to; one that matches nothing, or too much, has failed."""
    settings = options().settings()
    found = declaring.check(settings, _today())
    if found.unfilled:
        for line in found.unfilled:
            click.echo(visible(line))
        what = f"{_counted(len(found.unfilled), 'field')} still to be filled in"
        raise DeclarationError(
            f"{found.folder}: {what}", hint="Fill them in; a line that may be left out can also go."
        )
    if not found.n_entries:
        click.echo(f"{found.folder}: no entries; nothing was checked", err=True)
        return exit_codes.INCOMPLETE
    click.echo(f"{found.folder}: {_counted(found.n_entries, 'entry', 'entries')}, all well formed")
    for problem in (*found.broken, *found.problems):
        click.echo(visible(f"{problem.locator}: {problem.subject}: {problem.sentence}"))
    database = shown_database(settings.database)
    if not found.scans:
        click.echo(f"{database}: no scan to compare them with; run auditor scan TARGET first", err=True)
    elif not found.problems:
        click.echo(f"{database}: they match what {_counted(len(found.scans), 'scan')} found")
    return exit_codes.FAILED if found.problems or found.broken else exit_codes.OK


def _counted(n: int, one: str, many: str = "") -> str:
    return wording.plain_spaces(wording.counted(n, one, many))


def _template(kind: str) -> str:
    """Return an entry to fill in, made today: ``on`` is the day it is said."""
    text = (_TEMPLATES / f"{kind}.yaml").read_text(encoding="utf-8")
    return text.replace(f"on: {DAY}", f"on: {_today()}")


def _today() -> date:
    return datetime.now(UTC).date()


def _write(kind: str, path: Path) -> str:
    """Write an entry to fill in, after those that are there; what is there stays as it is."""
    entry = _template(kind)
    if path.exists():
        there = yaml12.text_of(path, DeclarationError)
        entry = f"{there.rstrip()}\n\n{entry}" if there.strip() else entry
        if _n_entries(entry, path) != _n_entries(there, path) + 1:
            by_hand = f"Add the entry to it by hand: auditor declare {kind}"
            raise UsageError(f"{path}: is no list that an entry can be put after", hint=by_hand)
    write_atomically(path, entry.encode("utf-8"))
    return f"{path}: fill it in, then run auditor declare --check"


def _n_entries(text: str, path: Path) -> int:
    """Return how many entries a file of this text holds; below none where it is no list at all."""
    try:
        found = yaml12.read(text, str(path), DeclarationError).content
    except DeclarationError:
        return -1
    return len(found) if isinstance(found, tuple) else 0 if found is None else -1
