"""``auditor declare --from``: a register of systems, its columns mapped once, its rows shown first."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from auditor.cli.asking import Person
from auditor.cli.declared import counted, shown, tell_change
from auditor.cli.entered import unfound
from auditor.cli.options import options, shown_path, today, visible
from auditor.declarations.importing import (
    FIELDS,
    Columns,
    Imported,
    columns_of,
    guessed,
    read_rows,
    saved_columns,
)
from auditor.errors import DeclarationError, FormatError, UsageError
from auditor.formats.csv_table import Table, read_table
from auditor.formats.yaml_node import did_you_mean
from auditor.pipeline import declaring, exit_codes
from auditor.pipeline.bundling import bundle_of
from auditor.pipeline.importing import Brought, bring, with_columns


def register(path: Path, mapped: Mapping[str, str], by: str | None, *, write: bool) -> int:
    """Show what a register brings, and write it if that is asked for.

    Raises:
        DeclarationError: the table, its columns or one of its rows cannot be read.
    """
    settings = options().settings()
    folder = declaring.folder(settings)
    table = _table(path)
    columns = _columns(path, table, {**saved_columns(folder, table.columns), **mapped}, asks=not mapped)
    read = read_rows(table, columns)
    _refuse_wrong(path, read)
    if not by and any("by" not in entry for entry in read.entries):
        raise UsageError(
            "declare: nobody answers for the register", hint="Add --by NAME, or map a column to by."
        )
    bundle = bundle_of(settings)
    brought = bring(frozenset(bundle.evidence), folder, path, read, by or "", today())
    _tell(path, table, columns, brought)
    for line in unfound(declaring.broken_by(settings, bundle, brought.prepared.files, today())):
        click.echo(visible(line))
    if write:
        for file in with_columns(brought, folder, table.columns, columns).write():
            click.echo(f"{visible(shown_path(file))}: written")
    else:
        click.echo("Nothing was written; --write does it.")
    return exit_codes.OK


def _table(path: Path) -> Table:
    try:
        return read_table(path)
    except FormatError as error:
        raise DeclarationError(f"{path}: {error.message}", hint=error.hint) from error


def _columns(path: Path, table: Table, named: Mapping[str, str], *, asks: bool) -> Columns:
    """Return which column is which field: as named or saved, else as a person says, else as is usual."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    chosen = {**named, **_asked(Person(), table, named)} if asks and is_terminal else named
    try:
        return columns_of(table, chosen)
    except DeclarationError as error:
        raise DeclarationError(f"{path}: {error.message}", hint=error.hint) from error


def _asked(person: Person, table: Table, named: Mapping[str, str]) -> Mapping[str, str]:
    """Ask what each column holds of which nobody said it yet; what is said is saved."""
    known = {column.casefold() for column in named}
    left = [column for column in table.columns if column.casefold() not in known]
    if left:
        person.told("What does each column hold? A field, - for none, or nothing for what is offered.")
    found: dict[str, str] = {}
    for column in left:
        taken = {*named.values(), *found.values()}
        offered = guessed(column) if guessed(column) not in taken else ""
        while column not in found:
            said = person.line(f"{column} [{offered or '-'}]") or offered or "-"
            if said in FIELDS and said not in taken:
                found[column] = said
            elif said == "-":
                found[column] = ""
            else:
                person.told(f"  That is taken, or no field. {did_you_mean(said, FIELDS)}")
    return found


def _refuse_wrong(path: Path, read: Imported) -> None:
    """Name every cell that cannot be read; with one, nothing is written."""
    if len(read.problems) == 1:
        raise DeclarationError(f"{path}: {read.problems[0]}", hint="Correct it there; nothing was written.")
    for problem in read.problems:
        click.echo(visible(f"{path}: {problem}"))
    if read.problems:
        what = f"{counted(len(read.problems), 'cell')} that cannot be read"
        raise DeclarationError(f"{path}: {what}", hint="Correct them there; nothing was written.")


def _tell(path: Path, table: Table, columns: Columns, brought: Brought) -> None:
    click.echo(visible(f"{path}: {counted(len(table.rows), 'row')}"))
    for column, key in columns.fields.items():
        click.echo(visible(f"  {column} -> {key}"))
    if columns.unused:
        click.echo(visible(f"  not used: {', '.join(columns.unused)}"))
    if columns.undecided:
        first = columns.undecided[0]
        click.echo(
            visible(f"  to use one: --map '{first}=FIELD'; to leave it out for good: --map '{first}='")
        )
    for id_ in brought.added:
        click.echo(visible(f"new: {id_}"))
    for change in brought.changed:
        tell_change(change)
    for kept in brought.kept:
        still, now = shown(kept.key, kept.cell), shown(kept.key, kept.said.entry[kept.key])
        whose = f"{kept.said.entry['by']} on {kept.said.entry['on']}"
        click.echo(
            visible(f"kept: {kept.id}: {kept.key}: {now}, by {whose}; the register still says {still}")
        )
    for id_ in brought.gone:
        click.echo(visible(f"no longer listed, left as it is: {id_}"))
    if brought.n_same:
        click.echo(f"unchanged: {brought.n_same}")
