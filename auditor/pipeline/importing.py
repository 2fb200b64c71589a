"""A register brought into the declarations: new systems added, changed ones amended, answers by hand kept.

The register's word holds for the cells that changed since it was last heard; where somebody said otherwise
since, that stays, and so does everything else in an entry. A cell that is empty
says nothing, and a system that is no longer listed is named and left alone: only a person knows whether it
ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor.declarations.importing import FILE, Columns, Imported, with_saved
from auditor.pipeline.amending import At, Change, Texts, Words, sources, standing
from auditor.pipeline.entering import Prepared, refuse_unreadable

if TYPE_CHECKING:
    from auditor.formats.yaml_writing import Value

_KIND: Final = "system"
_REGISTER: Final = "register of systems"


@dataclass(frozen=True, slots=True)
class Kept:
    """A later word that an unchanged cell does not take back.

    Attributes:
        id: The system.
        key: The field.
        cell: What the register says, as before.
        said: The entry that says otherwise since.
    """

    id: str
    key: str
    cell: "Value"
    said: At


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import came to.

    Attributes:
        prepared: The files as they will be.
        added: Systems that are new.
        changed: Systems of which something changes.
        kept: What the register still says, and what was said since and stays: a system and a field each.
        n_same: How many stay as they are.
        gone: Systems that came from this register and are not in it any more.
    """

    prepared: Prepared
    added: tuple[str, ...]
    changed: tuple[Change, ...]
    kept: tuple[Kept, ...]
    n_same: int
    gone: tuple[str, ...]


def bring(
    evidence_kinds: frozenset[str], folder: Path, register: Path, read: Imported, by: str, today: date
) -> Brought:
    """Return what an import would write.

    Args:
        evidence_kinds: Kinds of evidence that rules ask for.
        folder: The declarations folder.
        register: The table.
        read: What it says.
        by: Who answers for it, where no column says so.
        today: The day of the import.

    Raises:
        DeclarationError: with the register in it, the folder could not be read.
    """
    texts = Texts(folder, today)
    there = {id_: at for (kind, id_), at in standing(evidence_kinds, texts).items() if kind == _KIND}
    source = f"{_REGISTER}, {register.name}"
    added, changed, kept, n_same = [], [], [], 0
    for row in read.entries:
        entry = {"by": by, **row}
        id_ = str(entry["id"])
        if id_ not in there:
            signed: Mapping[str, Value] = {"kind": _KIND, "by": entry["by"], "on": today}
            texts.append(folder / f"{_KIND}.yaml", {**signed, **entry, "source": source})
            added.append(id_)
            continue
        stays = _later_words(there[id_], row, source)
        kept += [Kept(id_, key, row[key], said) for key, said in stays.items()]
        news = {key: value for key, value in entry.items() if key not in stays}
        if change := texts.change(there[id_], news, source):
            changed.append(change)
        else:
            n_same += 1
    gone = sorted(id_ for id_, at in there.items() if source in sources(at) and id_ not in read.lines)
    new = texts.changed()
    refuse_unreadable(evidence_kinds, folder, new, today)
    return Brought(Prepared("", new), tuple(added), tuple(changed), tuple(kept), n_same, tuple(gone))


def _later_words(there: Words, row: "Mapping[str, Value]", source: str) -> Mapping[str, At]:
    """Return, by field, who has the last word where the register says again what it said before.

    What it said is its own last word on the field; where it left none, because it agreed with somebody or
    had another name, whatever was said before that last word.
    """
    heard = tuple(zip(there.every, sources(there), strict=True))
    found = {}
    for key, cell in row.items():
        of_field = [(one, from_) for one, from_ in heard if key in one.entry]
        if not of_field or of_field[-1][0].entry[key] == cell or of_field[-1][1] == source:
            continue
        own = [one.entry[key] for one, from_ in of_field if from_ == source]
        if cell in (own[-1:] or [one.entry[key] for one, _ in of_field[:-1]]):
            found[key] = of_field[-1][0]
    return found


def with_columns(brought: Brought, folder: Path, names: Sequence[str], columns: Columns) -> Prepared:
    """Return the files to write, among them what somebody said of the register's columns."""
    if not columns.decided:
        return brought.prepared
    path, text = folder / FILE, with_saved(folder, names, columns.decided)
    is_new = not path.exists() or path.read_text(encoding="utf-8") != text
    return Prepared("", {**brought.prepared.files, **({path: text} if is_new else {})})
