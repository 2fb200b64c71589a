"""Entries that are answered, on the command line, in a file or by a person, shown before they are written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click

from auditor.cli.asking import Person, StoppedError
from auditor.cli.declared import change_lines, tell_change
from auditor.cli.guided import SYSTEM, Session
from auditor.cli.options import options, shown_path, today, visible
from auditor.declarations.answering import typed, typed_fact, value_of
from auditor.declarations.screen import Reply
from auditor.errors import DeclarationError, UsageError
from auditor.formats import yaml12
from auditor.pipeline import declaring, exit_codes
from auditor.pipeline.amending import Change
from auditor.pipeline.bundling import bundle_of
from auditor.pipeline.changing import with_changes
from auditor.pipeline.entering import DRAFT, Draft, Fields, Prepared, refuse_unreadable
from auditor.pipeline.guiding import guide

_RESOLVE: Final = "resolve"
_VALUE: Final = "value"
_BESIDE: Final = (
    "Name a file beside the declarations or in the folder above; an address alone is --set url=https://..."
)
_MATCHING: Final = (
    "See auditor show models, deployments or systems; several are meant with their number: "
    "--set 'FIELD={name: PATTERN, expect: N}'."
)
# Where an entry would have stood that is not written.
_PLACE: Final = re.compile(r"^[^:]+\.ya?ml:\d+: ")


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
    bundle = bundle_of(settings)
    signed = [_signed(one, by, today()) for one in entries]
    new, changed = _changes(frozenset(bundle.evidence), folder, signed)
    broken = declaring.broken_by(settings, bundle, new.files, today())
    _refuse_broken(broken)
    for line in unfound(broken):
        click.echo(visible(line), err=True)
    for change in changed:
        tell_change(change)
    if not new.files:
        click.echo("Nothing changes: that is declared already.")
    elif write:
        _wrote(new)
    else:
        click.echo(_visible(new.shown), nl=False)
    return exit_codes.OK


def _changes(
    evidence_kinds: frozenset[str], folder: Path, entries: Sequence[Fields]
) -> tuple[Prepared, tuple[Change, ...]]:
    """Return what entries come to; what is wrong with them stands in no line of a file.

    Raises:
        DeclarationError: one is no entry, or does not go together with those that are there.
    """
    try:
        return with_changes(evidence_kinds, folder, entries, today())
    except DeclarationError as error:
        # If the folder cannot be read without them either, it is the folder that is wrong.
        refuse_unreadable(evidence_kinds, folder, {}, today())
        what = _PLACE.sub("", error.message)
        raise DeclarationError(f"declare: {what}", hint=error.hint) from error


def _refuse_broken(found: declaring.Broken) -> None:
    """Refuse entries that prove or bind nothing.

    Raises:
        DeclarationError: what is wrong with them.
    """
    unbound = tuple(one for one in found.unmatched if not one.is_of_system)
    for problems, hint in ((found.files, _BESIDE), (unbound, _MATCHING)):
        if problems:
            told = "; ".join(f"{one.subject}: {one.sentence}" for one in problems)
            raise DeclarationError(f"declare: {told}", hint=hint)


def unfound(found: declaring.Broken) -> Iterator[str]:
    """Yield which models of systems were not found; they may be scanned after the system is declared."""
    for one in found.unmatched:
        if one.is_of_system:
            yield f"not found by the newest scans: {one.subject}: {one.sentence}"


def _typed(kind: str, given: Mapping[str, str]) -> Fields:
    for key, text in given.items():
        if not text.strip():
            # A variable of a script that is not set must not mean "none".
            raise UsageError(f"declare: --set {visible(key)} is empty", hint="Leave it out, or say none.")
    found = {key: typed(kind, key, text) for key, text in given.items()}
    if kind == _RESOLVE and _VALUE in given and "fact" in given:
        # What a value means depends on the fact that it is of.
        found[_VALUE] = typed_fact(given["fact"].strip(), given[_VALUE])
    return found


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


def guide_through(
    kinds: tuple[str, ...],
    person: Person | None = None,
    given: Mapping[str, str] | None = None,
    by: str | None = None,
) -> int:
    """Ask for entries of some kinds, show them, and write them if the person agrees.

    Args:
        kinds: The kinds.
        person: Who answers.
        given: Fields of the first kind that are answered on the command line.
        by: The person's name, where it is known.

    Raises:
        DeclarationError: what is there cannot be read, or the new entries do not go together with it.
    """
    settings, asks = options().settings(), person or Person()
    answered = _typed(kinds[0], given or {})
    where = guide(settings, today())
    session = Session(asks, where, lambda draft: _keep(draft, where.folder), by or "")
    try:
        draft = Draft.kept(where.folder)
        _refuse_other(draft, answered, where.folder)
        if draft is not None and _resumes(asks):
            session.resume(draft)
        entries = session.run(kinds, answered)
        of_evidence = frozenset(where.bundle.evidence)
        new, changed = with_changes(of_evidence, where.folder, entries, where.today)
        if new.files:
            broken = declaring.broken_by(settings, where.bundle, new.files, where.today)
            _agreed(asks, new, (*(line for one in changed for line in change_lines(one)), *unfound(broken)))
    except (StoppedError, click.Abort, KeyboardInterrupt):
        return _stopped(asks, where.folder)
    if not new.files:
        asks.told("\nNothing changes: that is declared already.")
    _wrote(new)
    Draft.drop(where.folder)
    return exit_codes.OK


def _refuse_other(draft: Draft | None, answered: Fields, folder: Path) -> None:
    """Refuse to give what was answered of one system to another that the command line names."""
    kept = draft.entries if draft else ()
    ids = {str(one["id"]) for one in kept if one["kind"] == SYSTEM and "id" in one}
    if "id" in answered and ids - {answered["id"]}:
        hint = f"Go on with it: auditor declare system --interactive; or remove {folder / DRAFT}."
        raise UsageError(f"declare: a stopped session is about {visible(', '.join(sorted(ids)))}", hint=hint)


def _agreed(person: Person, new: Prepared, told: Sequence[str]) -> None:
    """Show what is new, and what there is to tell about it, and ask whether to write it.

    Raises:
        StoppedError: it is not to be written.
    """
    person.told(f"\n{new.shown}" if new.shown else "")
    for line in told:
        person.told(line)
    files = ", ".join(shown_path(path) for path in new.files)
    if person.reply(f"Write this to {files}?", of="yes/no") is not Reply.YES:
        raise StoppedError


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
