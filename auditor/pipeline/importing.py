"""A register brought into the declarations: new systems added, changed ones amended, answers by hand kept.

The register's word holds for the fields it has; everything else in an entry stays. A cell that is empty
says nothing, and a system that is no longer listed is named and left alone: only a person knows whether it
ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor.declarations.importing import FILE, Columns, Imported, with_saved
from auditor.pipeline.amending import Change, Texts, sources, standing
from auditor.pipeline.entering import Prepared, refuse_unreadable

if TYPE_CHECKING:
    from auditor.formats.yaml_writing import Value

_KIND: Final = "system"
_REGISTER: Final = "register of systems"


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import came to.

    Attributes:
        prepared: The files as they will be.
        added: Systems that are new.
        changed: Systems of which something changes.
        n_same: How many stay as they are.
        gone: Systems that came from this register and are not in it any more.
    """

    prepared: Prepared
    added: tuple[str, ...]
    changed: tuple[Change, ...]
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
    added, changed, n_same = [], [], 0
    for row in read.entries:
        entry = {"by": by, **row}
        id_ = str(entry["id"])
        if id_ not in there:
            signed: Mapping[str, Value] = {"kind": _KIND, "by": entry["by"], "on": today}
            texts.append(folder / f"{_KIND}.yaml", {**signed, **entry, "source": source})
            added.append(id_)
        elif change := texts.change(there[id_], entry, source):
            changed.append(change)
        else:
            n_same += 1
    gone = sorted(id_ for id_, at in there.items() if source in sources(at) and id_ not in read.lines)
    new = texts.changed()
    refuse_unreadable(evidence_kinds, folder, new, today)
    return Brought(Prepared("", new), tuple(added), tuple(changed), n_same, tuple(gone))


def with_columns(brought: Brought, folder: Path, names: Sequence[str], columns: Columns) -> Prepared:
    """Return the files to write, among them what somebody said of the register's columns."""
    if not columns.decided:
        return brought.prepared
    path, text = folder / FILE, with_saved(folder, names, columns.decided)
    is_new = not path.exists() or path.read_text(encoding="utf-8") != text
    return Prepared("", {**brought.prepared.files, **({path: text} if is_new else {})})
