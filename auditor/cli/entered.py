"""Entries that are answered, on the command line, in a file or by a person, shown before they are written."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from auditor.cli.asking import Person, StoppedError
from auditor.cli.declared import tell_change
from auditor.cli.guided import Session
from auditor.cli.options import options, shown_path, today, visible
from auditor.declarations.answering import typed, value_of
from auditor.declarations.screen import Reply
from auditor.errors import DeclarationError, UsageError
from auditor.formats import yaml12
from auditor.pipeline import declaring, exit_codes
from auditor.pipeline.changing import with_changes
from auditor.pipeline.entering import Draft, Fields, Prepared, prepared
from auditor.pipeline.guiding import guide


def enter(
    kind: str | None, given: Mapping[str, str], answers: Path | None, by: str | None, *, write: bool
) -> int:
    """Print entries made of fields or of a file of answers, or write them.

    Raises:
        DeclarationError: an entry could not be read.
    """
    if kind is not None:
        entries: Sequence[Fields] = [{"kind": kind, **_typed(kind, given)}]
    else:
        assert answers is not None
        entries = _answered(answers)
    settings = options().settings()
    folder = declaring.folder(settings)
    signed = [_signed(one, by, today()) for one in entries]
    new, changed = with_changes(settings, folder, signed, today())
    for change in changed:
        tell_change(change)
    if not new.files:
        click.echo("Nothing changes: that is declared already.")
    elif write:
        _wrote(new)
    else:
        click.echo(_visible(new.shown), nl=False)
    return exit_codes.OK


def _typed(kind: str, given: Mapping[str, str]) -> Fields:
    for key, text in given.items():
        if not text.strip():
            # A variable of a script that is not set must not mean "none".
            raise UsageError(f"declare: --set {visible(key)} is empty", hint="Leave it out, or say none.")
    return {key: typed(kind, key, text) for key, text in given.items()}


def _signed(entry: Fields, by: str | None, day: date) -> Fields:
    """Return an entry with who says so and when, where it does not say so itself."""
    said = {"by": by} if by else {}
    whole = {"kind": entry["kind"], **said, "on": day, **entry}
    if "by" not in whole:
        raise UsageError("declare: nobody says so", hint="Add --by NAME.")
    return whole


def _answered(path: Path) -> Sequence[Fields]:
    root = yaml12.read(yaml12.text_of(path, DeclarationError), str(path), DeclarationError)
    nodes = root.items()
    return [
        {
            key: value_of(item)
            for key, item in node.mapping(known=frozenset(node.entries()), required=_KIND).items()
        }
        for node in nodes
    ]


_KIND = frozenset({"kind"})


def _wrote(new: Prepared) -> None:
    for path in new.write():
        click.echo(
            f"{visible(shown_path(path))}: written; auditor declare --check compares it with the scans"
        )


def _visible(text: str) -> str:
    return "".join(f"{visible(line)}\n" for line in text.splitlines())


def guide_through(kinds: tuple[str, ...], person: Person | None = None) -> int:
    """Ask for entries of some kinds, show them, and write them if the person agrees.

    Raises:
        DeclarationError: what is there cannot be read, or the new entries do not go together with it.
    """
    settings, asks = options().settings(), person or Person()
    where = guide(settings, today())
    session = Session(asks, where, lambda draft: _keep(draft, where.folder))
    try:
        draft = Draft.kept(where.folder)
        if draft is not None and _resumes(asks):
            session.resume(draft)
        entries = session.run(kinds)
        new = prepared(settings, where.folder, entries, where.today)
        asks.told(f"\n{new.shown}")
        files = ", ".join(shown_path(path) for path in new.files)
        if not entries or asks.reply(f"Write this to {files}?", of="yes/no") is not Reply.YES:
            raise StoppedError
    except (StoppedError, click.Abort, KeyboardInterrupt):
        return _stopped(asks, where.folder)
    _wrote(new)
    Draft.drop(where.folder)
    return exit_codes.OK


def _resumes(person: Person) -> bool:
    return person.reply("There are answers of a session that was stopped. Go on with them?") is not Reply.NO


def _keep(draft: Draft, folder: Path) -> None:
    draft.keep(folder)


def _stopped(person: Person, folder: Path) -> int:
    """Say where the answers are; nothing was declared."""
    draft = Draft.kept(folder)
    kept = "; your answers are kept, auditor declare goes on with them" if draft else ""
    person.told(f"\nNothing was written{kept}.")
    return exit_codes.INCOMPLETE
