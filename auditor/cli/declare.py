"""``auditor declare``: write and check what only the organisation knows."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from auditor import resources
from auditor.cli.options import Word, common_options, options, today, visible
from auditor.declarations.nobody import refuse_no_name
from auditor.declarations.placeholders import DAY
from auditor.errors import DeclarationError, UsageError
from auditor.formats import yaml12
from auditor.pipeline import declaring, exit_codes
from auditor.pipeline.entering import n_entries
from auditor.reports.files import write_atomically

_TEMPLATES = resources.TEMPLATES / "declarations"
_KINDS = tuple(sorted(path.stem for path in _TEMPLATES.glob("*.yaml")))
_GUIDED: Final = ("organisation", "system")
# Asked about on its own, or where a system has had one.
_ASKED_FOR: Final = (*_GUIDED, "incident")
_WAIVER: Final = "waiver"
_EXAMPLES = """\b
Examples:
  auditor declare                       asks: the organisation, a system, Article 5, Annex III
  auditor declare system --interactive --set id=triage
                                        asks what a declared system leaves open
  auditor declare organisation          print an entry to fill in
  auditor declare system --write        put it into the declarations folder
  auditor declare --check               read all entries, compare them with the scans

\b
Without a terminal (prints the entry; --write puts it into the folder):
  auditor declare system --by 'A. Officer' --set id=triage --set name='Triage' --set annex_iii=5d
  auditor declare --answers answers.yaml --by 'A. Officer' --write

\b
A waiver with its subjects looked up (add --write to keep it):
  auditor declare waiver --set rule=endpoint-no-auth --set 'name=ollama*'
    --set reason='behind the gateway until it has keys' --set ticket=SEC-12
    --set requested_by='B. Engineer' --set approved_by='C. Officer' --set expires=2027-02-01

\b
A register of systems (shows what would change; --write does it):
  auditor declare --from systems.csv --map 'Title=name' --by 'A. Officer'
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the command line asks for.

    Attributes:
        kind: Kind of entry, if one is named.
        write: Whether to write.
        check: Whether to check.
        interactive: Whether to ask, whatever else is there.
        given: ``FIELD=VALUE`` pairs.
        by: Who says so.
        answers: File of answers, if one is named.
        register: Table of systems, if one is named.
        mapped: ``COLUMN=FIELD`` pairs.
        as_json: Whether to print JSON.
    """

    kind: str | None
    write: bool
    check: bool
    interactive: bool
    given: tuple[str, ...]
    by: str | None
    answers: Path | None
    register: Path | None
    mapped: tuple[str, ...]
    as_json: bool


@click.command(epilog=_EXAMPLES)
@click.argument("kind", required=False, type=click.Choice(_KINDS))
@click.option(
    "--write", is_flag=True, help="Write it to KIND.yaml in the declarations folder, after what is there."
)
@click.option("--check", is_flag=True, help="Read every entry, compare them with the newest scans.")
@click.option(
    "--interactive", is_flag=True, help="Ask one question at a time, but what --set says; needs a terminal."
)
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Fill in a field; may be repeated. The subjects of a waiver are looked up.",
)
@click.option("--by", type=Word(), help="Who says so, for --set, --answers and --from.")
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="YAML list of entries, as far as they are answered.",
)
@click.option(
    "--from",
    "register",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CSV: a register of systems, one per row.",
)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="For --from: what a column holds; an empty FIELD leaves it out. Saved, and used again.",
)
@click.option("--json", "as_json", is_flag=True, help="For --check: print as JSON.")
@common_options
def command(**chosen: Any) -> int:
    """Print an entry of KIND to fill in, ask for one, bring a register in, or check the entries there are.

    With nothing named it asks, at a terminal: in the order of the law of today, every answer with its reason.
    What is not known stays out. A session can be stopped and goes on where it was.

    --check needs no database. It names every entry that cannot be read and every field that is still to be
    filled in, of every file, and ends with 2 where there is one. It ends with 10 where an entry matches
    fewer or more than it expects, has expired with nothing after it, or the file it names as evidence is
    missing or altered.
    """
    asked = Chosen(**chosen)
    _refuse_misfits(asked)
    done = _done(asked)
    return max(done, _check(as_json=asked.as_json)) if asked.check else done


def _refuse_misfits(asked: Chosen) -> None:
    if asked.by:
        refuse_no_name("by", asked.by)
    known = f"Kinds: {', '.join(_KINDS)}."
    doors = [
        name
        for name, is_given in (
            ("--set", asked.given),
            ("--answers", asked.answers),
            ("--from", asked.register),
            ("--interactive", asked.interactive),
        )
        if is_given
    ]
    # What is given is not asked.
    if len(doors) > 1 and doors != ["--set", "--interactive"]:
        raise UsageError(f"declare: {doors[0]} and {doors[1]}", hint="One of them at a time.")
    if asked.given and not asked.kind:
        raise UsageError("declare: --set needs a kind", hint=known)
    if asked.write and not (asked.kind or asked.answers or asked.register):
        raise UsageError("declare: --write needs a kind", hint=known)
    if asked.kind and (asked.answers or asked.register):
        raise UsageError("declare: a kind and a file", hint="The file says of what kind its entries are.")
    if asked.mapped and not asked.register:
        raise UsageError("declare: --map without --from", hint="auditor declare --from FILE.csv --map ...")
    if asked.as_json and not asked.check:
        raise UsageError("declare: --json without --check", hint="auditor declare --check --json")
    if asked.kind and asked.interactive and asked.kind not in _ASKED_FOR:
        hint = f"Asked for are {', '.join(_ASKED_FOR)}; else: auditor declare {asked.kind} --set FIELD=VALUE"
        raise UsageError(f"declare: no questions for {asked.kind}", hint=hint)


def _done(asked: Chosen) -> int:
    """Do what is asked besides checking."""
    if asked.register:
        from auditor.cli.registering import register

        return register(asked.register, pairs(asked.mapped, "--map"), asked.by, write=asked.write)
    if asked.kind == _WAIVER and asked.given:
        click.echo(_waived(asked), nl=False)
        return exit_codes.OK
    if asked.interactive:
        return _guided((asked.kind,) if asked.kind else _GUIDED, pairs(asked.given, "--set"), asked.by)
    if asked.given or asked.answers:
        from auditor.cli.entered import enter

        return enter(asked.kind, pairs(asked.given, "--set"), asked.answers, asked.by, write=asked.write)
    if not (asked.kind or asked.check):
        return _guided(_GUIDED, {}, asked.by)
    if asked.kind and asked.write:
        path = _path(asked.kind)
        _write(_template(asked.kind), path)
        click.echo(f"{path}: fill it in, then run auditor declare --check")
    elif asked.kind:
        click.echo(_template(asked.kind), nl=False)
    return exit_codes.OK


def _guided(kinds: Sequence[str], given: Mapping[str, str], by: str | None) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        hint = (
            f"Without one: auditor declare KIND [--set FIELD=VALUE] or --check. Kinds: {', '.join(_KINDS)}."
        )
        raise UsageError("declare: asking needs a terminal", hint=hint)
    from auditor.cli.entered import guide_through

    return guide_through(tuple(kinds), given=given, by=by)


def pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Return ``NAME=VALUE`` arguments by name.

    Raises:
        UsageError: one has no value, or a name is given twice.
    """
    found: dict[str, str] = {}
    for pair in given:
        name, is_pair, value = pair.partition("=")
        if not is_pair or name in found:
            what = "is given twice" if is_pair else "has no value"
            raise UsageError(
                f"declare: {option} {visible(name)} {what}", hint=f"Once each: {option} NAME=VALUE"
            )
        found[name] = value
    return found


def _check(*, as_json: bool) -> int:
    """Print what the entries came to; one that matches nothing, or too much, has failed."""
    from auditor.cli.declared import report

    settings = options().settings()
    return report(declaring.check(settings, today()), settings.database, as_json=as_json)


def _path(kind: str) -> Path:
    return declaring.folder(options().settings()) / f"{kind}.yaml"


def _waived(asked: Chosen) -> str:
    """Return the waiver that was asked for, or put it into its file and return what was done."""
    from auditor.cli.declared import counted
    from auditor.pipeline import waiving

    said = pairs(asked.given, "--set") | ({"by": asked.by} if asked.by else {})
    made = waiving.make(options().settings(), said, today())
    if not asked.write:
        return "".join(f"{visible(line)}\n" for line in made.text.splitlines())
    path = _path(_WAIVER)
    _write(made.text, path)
    whom = counted(len(made.subject_ids), made.kind.value)
    return f"{path}: written for {whom}; now run auditor declare --check\n"


def _template(kind: str) -> str:
    """Return an entry to fill in, made today: ``on`` is the day it is said."""
    text = (_TEMPLATES / f"{kind}.yaml").read_text(encoding="utf-8")
    return text.replace(f"on: {DAY}", f"on: {today()}")


def _write(entry: str, path: Path) -> None:
    """Write an entry after those that are there; what is there stays as it is."""
    kind = path.stem
    if path.exists():
        there = yaml12.text_of(path, DeclarationError)
        entry = f"{there.rstrip()}\n\n{entry}" if there.strip() else entry
        if n_entries(entry, path) != n_entries(there, path) + 1:
            by_hand = f"Add the entry to it by hand: auditor declare {kind}"
            raise UsageError(f"{path}: is no list that an entry can be put after", hint=by_hand)
    write_atomically(path, entry.encode("utf-8"))
