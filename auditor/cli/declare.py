"""``auditor declare``: write and check what only the organisation knows."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from auditor import resources
from auditor.cli.options import common_options, options, shown_database, visible
from auditor.declarations.placeholders import DAY
from auditor.errors import DeclarationError, UsageError
from auditor.formats import yaml12
from auditor.pipeline import declaring, exit_codes, waiving
from auditor.reports import wording
from auditor.reports.files import write_atomically

_TEMPLATES = resources.TEMPLATES / "declarations"
_KINDS = tuple(sorted(path.stem for path in _TEMPLATES.glob("*.yaml")))
_EXAMPLES = """\b
Examples:
  auditor declare organisation          print an entry to fill in
  auditor declare system --write        put it into the declarations folder
  auditor declare --check               read all entries, compare them with the scans

\b
A waiver with its subjects looked up (add --write to keep it):
  auditor declare waiver --set rule=endpoint-no-auth --set 'name=ollama*'
    --set reason='behind the gateway until it has keys' --set ticket=SEC-12
    --set requested_by='B. Engineer' --set approved_by='C. Officer' --set expires=2027-02-01
"""


@click.command(epilog=_EXAMPLES)
@click.argument("kind", required=False, type=click.Choice(_KINDS))
@click.option(
    "--write", is_flag=True, help="Write it to KIND.yaml in the declarations folder, after what is there."
)
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="FIELD=VALUE",
    help=f"Fill in a field of a waiver: {', '.join(waiving.FIELDS)}. Its subjects are looked up.",
)
@click.option("--check", is_flag=True, help="Read every entry, compare them with the newest scans.")
@common_options
def command(kind: str | None, write: bool, given: tuple[str, ...], check: bool) -> int:
    """Print an entry of KIND to fill in, or check the entries there are.

    --check names every field that is still to be filled in, of every file, and ends with 2 where there is
    one. It ends with 10 where an entry matches fewer or more than it expects, or the file it names as
    evidence is missing or altered.
    """
    if write and not kind:
        raise UsageError("declare: --write needs a kind", hint=f"Kinds: {', '.join(_KINDS)}.")
    if given and kind != "waiver":
        raise UsageError("declare: --set fills in waivers only", hint="auditor declare waiver --set ...")
    if kind and write:
        click.echo(_keep(kind, given))
    elif kind:
        entry = _waiver(given).text if given else _template(kind)
        click.echo("".join(f"{visible(line)}\n" for line in entry.splitlines()), nl=False)
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


def _keep(kind: str, given: tuple[str, ...]) -> str:
    """Put an entry to fill in, or the waiver that was asked for, into its file; return what was done."""
    path = declaring.folder(options().settings()) / f"{kind}.yaml"
    if not given:
        _write(_template(kind), path)
        return f"{path}: fill it in, then run auditor declare --check"
    made = _waiver(given)
    _write(made.text, path)
    whom = _counted(len(made.subject_ids), made.kind.value)
    return f"{path}: written for {whom}; now run auditor declare --check"


def _waiver(given: tuple[str, ...]) -> waiving.Made:
    """Return the waiver that was asked for."""
    fields: dict[str, str] = {}
    for pair in given:
        name, is_pair, value = pair.partition("=")
        if not is_pair or name in fields:
            what = "is given twice" if is_pair else "has no value"
            raise UsageError(f"declare: --set {name} {what}", hint="Once per field: --set FIELD=VALUE")
        fields[name] = value
    return waiving.make(options().settings(), fields, _today())


def _template(kind: str) -> str:
    """Return an entry to fill in, made today: ``on`` is the day it is said."""
    text = (_TEMPLATES / f"{kind}.yaml").read_text(encoding="utf-8")
    return text.replace(f"on: {DAY}", f"on: {_today()}")


def _today() -> date:
    return datetime.now(UTC).date()


def _write(entry: str, path: Path) -> None:
    """Write an entry after those that are there; what is there stays as it is."""
    kind = path.stem
    if path.exists():
        there = yaml12.text_of(path, DeclarationError)
        entry = f"{there.rstrip()}\n\n{entry}" if there.strip() else entry
        if _n_entries(entry, path) != _n_entries(there, path) + 1:
            by_hand = f"Add the entry to it by hand: auditor declare {kind}"
            raise UsageError(f"{path}: is no list that an entry can be put after", hint=by_hand)
    write_atomically(path, entry.encode("utf-8"))


def _n_entries(text: str, path: Path) -> int:
    """Return how many entries a file of this text holds; below none where it is no list at all."""
    try:
        found = yaml12.read(text, str(path), DeclarationError).content
    except DeclarationError:
        return -1
    return len(found) if isinstance(found, tuple) else 0 if found is None else -1
