"""A register brought into the declarations: new systems added, changed ones replaced, answers by hand kept.

The register's word holds for the fields it has; everything else in an entry stays. What an earlier day's
entry said stays on record: it ends the day before, and a new one follows it. A cell that is empty says
nothing, and a system that is no longer listed is named and left alone: only a person knows whether it
ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from auditor import declarations
from auditor.declarations.answering import value_of
from auditor.declarations.importing import FILE, Columns, Imported, with_saved
from auditor.domain.declaration import SystemDeclared
from auditor.errors import DeclarationError
from auditor.formats import yaml12
from auditor.formats.yaml_writing import Value, amended, listed
from auditor.pipeline.entering import Prepared, refuse_unreadable
from auditor.settings import Settings

_KIND: Final = "system"
_REGISTER: Final = "register of systems"


@dataclass(frozen=True, slots=True)
class Change:
    """What a register changes about a system.

    Attributes:
        id: The system.
        fields: Old and new value by field; the old one is missing where nothing was said.
    """

    id: str
    fields: Mapping[str, tuple[Value, Value]]


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


@dataclass(slots=True)
class _Folder:
    """The files of the folder as they will be, and where each system stands in them."""

    folder: Path
    today: date
    texts: dict[Path, str] = field(default_factory=dict)

    def text(self, path: Path) -> str:
        if path not in self.texts:
            self.texts[path] = yaml12.text_of(path, DeclarationError) if path.exists() else ""
        return self.texts[path]

    def entries(self, path: Path) -> Sequence[Mapping[str, Value]]:
        found = value_of(yaml12.read(self.text(path), str(path), DeclarationError))
        return tuple(one for one in found if isinstance(one, Mapping)) if isinstance(found, tuple) else ()

    def amend(self, path: Path, n: int, changes: Mapping[str, Value]) -> None:
        self.texts[path] = amended(self.text(path), str(path), n, changes, DeclarationError)

    def append(self, path: Path, entry: Mapping[str, Value]) -> None:
        there = self.text(path)
        new = listed([entry], DeclarationError)
        self.texts[path] = f"{there.rstrip()}\n\n{new}" if there.strip() else new


def bring(settings: Settings, folder: Path, register: Path, read: Imported, by: str, today: date) -> Brought:
    """Return what an import would write.

    Args:
        settings: What is configured.
        folder: The declarations folder.
        register: The table.
        read: What it says.
        by: Who answers for it, where no column says so.
        today: The day of the import.

    Raises:
        DeclarationError: with the register in it, the folder could not be read.
    """
    files = _Folder(folder, today)
    standing = _standing(settings, folder, today, files)
    source = f"{_REGISTER}, {register.name}"
    added, changed, n_same = [], [], 0
    for row in read.entries:
        entry = {"by": by, **row}
        id_ = str(entry["id"])
        if id_ not in standing:
            signed = {"kind": _KIND, "by": entry["by"], "on": today}
            fields: Mapping[str, Value] = {**signed, **entry, "source": source}
            files.append(folder / f"{_KIND}.yaml", fields)
            added.append(id_)
        elif change := _changed(files, standing[id_], entry, source):
            changed.append(change)
        else:
            n_same += 1
    gone = sorted(id_ for id_, at in standing.items() if at.source == source and id_ not in read.lines)
    new = {path: text for path, text in files.texts.items() if not path.exists() or text != _there(path)}
    refuse_unreadable(settings, folder, new, today)
    return Brought(Prepared("", new), tuple(added), tuple(changed), n_same, tuple(gone))


def with_columns(brought: Brought, folder: Path, names: Sequence[str], columns: Columns) -> Prepared:
    """Return the files to write, the mapping of the register's columns among them."""
    path, text = folder / FILE, with_saved(folder, names, columns.fields)
    is_new = not path.exists() or path.read_text(encoding="utf-8") != text
    return Prepared("", {**brought.prepared.files, **({path: text} if is_new else {})})


def _there(path: Path) -> str:
    return yaml12.text_of(path, DeclarationError)


@dataclass(frozen=True, slots=True)
class _At:
    """Where the entry of a system stands."""

    path: Path
    n: int
    on: date
    source: str


def _standing(settings: Settings, folder: Path, today: date, files: _Folder) -> Mapping[str, _At]:
    """Return where the entry of each system stands that holds today."""
    refuse_unreadable(settings, folder, {}, today)
    found: dict[str, _At] = {}
    for path in declarations.files_of(folder):
        names = {
            one.provenance.locator.rpartition(":")[2]
            for one in declarations.load(path, today=today).entries
            if isinstance(one, SystemDeclared) and one.provenance.holds(today)
        }
        root = yaml12.read(files.text(path), str(path), DeclarationError).content
        nodes = root if isinstance(root, tuple) else ()
        for n, (node, entry) in enumerate(zip(nodes, files.entries(path), strict=True)):
            on = entry.get("on")
            if str(node.line) in names and entry.get("kind") == _KIND and isinstance(on, date):
                found[str(entry["id"])] = _At(path, n, on, _source(entry))
    return found


def _source(entry: Mapping[str, Value]) -> str:
    return str(entry.get("source") or "").partition(";")[0]


def _changed(files: _Folder, at: _At, row: Mapping[str, Value], source: str) -> Change | None:
    """Put what a row changes into the entry there is, or end that and put a new one after it."""
    old = files.entries(at.path)[at.n]
    new = {key: value for key, value in row.items() if key != "by" and (key not in old or old[key] != value)}
    if not new:
        return None
    by = row["by"]
    told = {key: (old.get(key, ""), value) for key, value in new.items()}
    others = f"{source}; what it does not say as {old['by']} declared on {at.on}"
    if at.on == files.today:
        # An entry holds for a day at least: what somebody else said today is only to be told beside it.
        signed = {} if old["by"] == by else {"by": by, "source": others}
        files.amend(at.path, at.n, {**new, **signed})
        return Change(str(row["id"]), told)
    files.amend(at.path, at.n, {"valid_until": files.today - timedelta(days=1)})
    kept = {key: value for key, value in old.items() if key not in {"valid_from", "valid_until"}}
    later = {"valid_until": old["valid_until"]} if old.get("valid_until") else {}
    entry = {**kept, **new, "by": by, "on": files.today, "source": others, **later}
    files.append(at.path, entry)
    return Change(str(row["id"]), told)
