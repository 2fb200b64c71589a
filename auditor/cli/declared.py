"""What ``auditor declare --check`` says, for people and for programs."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from auditor.cli.options import print_as_json, shown_database, visible
from auditor.declarations.screen import SCREEN
from auditor.errors import DeclarationError
from auditor.pipeline import exit_codes
from auditor.pipeline.amending import Change
from auditor.pipeline.declaring import Checked
from auditor.reports import wording

if TYPE_CHECKING:
    from auditor.declarations.problem import BindingProblem

_SCHEMA: Final = "auditor/declarations-check/1"


def report(found: Checked, database_url: str, *, as_json: bool) -> int:
    """Print what the entries came to, and return the exit code.

    Raises:
        DeclarationError: an entry cannot be read, or is still to be filled in.
    """
    if as_json:
        code, because = _outcome(found)
        print_as_json(_as_json(found) | {"exit": {"code": code, "because": because}})
        return code
    _refuse(found)
    return _told(found, database_url)


def _outcome(found: Checked) -> tuple[int, str]:
    if found.malformed or found.unfilled:
        return exit_codes.USAGE, "an entry cannot be read, or is still to be filled in"
    if not found.n_entries:
        return exit_codes.INCOMPLETE, "there are no entries"
    if found.problems or found.broken or found.expired:
        return (
            exit_codes.FAILED,
            "an entry does not match, has expired, or its evidence is missing or altered",
        )
    return exit_codes.OK, "every entry holds"


def _as_json(found: Checked) -> dict[str, Any]:
    groups: Mapping[str, tuple[BindingProblem, ...]] = {
        "unmatched": found.problems,
        "missing": found.broken,
        "expired": found.expired,
        "unjudged": found.unjudged,
    }
    told = {
        name: [{"place": p.locator, "subject": p.subject, "what": p.sentence} for p in problems]
        for name, problems in groups.items()
    }
    malformed = [{"what": error.message, "hint": error.hint} for error in found.malformed]
    return {
        "schema": _SCHEMA,
        "folder": str(found.folder),
        "n_entries": found.n_entries,
        "n_scans": len(found.scans),
        "malformed": malformed,
        "unfilled": list(found.unfilled),
        **told,
    }


def _refuse(found: Checked) -> None:
    """Name every entry that cannot be read, and every field that is to be filled in."""
    if len(found.malformed) == 1 and not found.unfilled:
        raise found.malformed[0]
    for line in (*(error.message for error in found.malformed), *found.unfilled):
        click.echo(visible(line))
    parts = []
    if found.malformed:
        parts.append(f"{counted(len(found.malformed), 'entry', 'entries')} that cannot be read")
    if found.unfilled:
        parts.append(f"{counted(len(found.unfilled), 'field')} still to be filled in")
    if parts:
        fill = "Fill them in; a line that may be left out can also go."
        hint = found.malformed[0].hint if found.malformed else fill
        raise DeclarationError(f"{found.folder}: {' and '.join(parts)}", hint=hint)


def _told(found: Checked, database_url: str) -> int:
    code, _ = _outcome(found)
    if not found.n_entries:
        click.echo(f"{found.folder}: no entries; nothing was checked", err=True)
        return code
    click.echo(f"{found.folder}: {counted(found.n_entries, 'entry', 'entries')}, all well formed")
    for problem in (*found.broken, *found.problems, *found.expired):
        click.echo(visible(f"{problem.locator}: {problem.subject}: {problem.sentence}"))
    for left in found.unjudged:
        click.echo(visible(f"{left.locator}: {left.subject}: {left.sentence}"), err=True)
    database = shown_database(database_url)
    if not found.scans:
        click.echo(f"{database}: no scan to compare them with; run auditor scan TARGET first", err=True)
    elif not found.problems:
        click.echo(f"{database}: they match what {counted(len(found.scans), 'scan')} found")
    return code


def counted(n: int, one: str, many: str = "") -> str:
    """Return how many, in words that a terminal can break anywhere."""
    return wording.plain_spaces(wording.counted(n, one, many))


def tell_change(change: Change) -> None:
    """Print what changes about something that is declared, field by field."""
    for line in change_lines(change):
        click.echo(visible(line))


def change_lines(change: Change) -> Iterator[str]:
    """Yield what changes about something that is declared, a line for each field."""
    for key, (old, new) in change.fields.items():
        said = f"{shown(key, old)} -> {shown(key, new)}" if old != "" else shown(key, new)
        yield f"changed: {change.id}: {key}: {said}"


def shown(key: str, value: object) -> str:
    """Return the value of a field in a few words."""
    if key == SCREEN and isinstance(value, tuple):
        return f"{counted(len(value), 'point')} answered"
    return _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return str(next(iter(value.values())))
    return "none" if value is None else str(value)
