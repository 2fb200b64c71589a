"""Entries that change: what an earlier day's entry said stays on record, and a new one follows it.

What is said on a day speaks of that day and those after it. So a change ends the entry the day before, and
the new entry carries over what is not said anew, with whose word that was in ``source``. On the day of the
entry itself it goes into the entry: nothing is shorter than a day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from auditor import declarations
from auditor.declarations.answering import value_of
from auditor.domain.declaration import OrganisationDeclared, SystemDeclared
from auditor.errors import DeclarationError
from auditor.formats import yaml12
from auditor.formats.yaml_writing import Value, amended, listed
from auditor.pipeline.entering import refuse_unreadable
from auditor.settings import Settings

ONE_A_DAY: Final = ("organisation", "system")
"""Kinds of which one entry may hold on a day."""

_SIGNED: Final = frozenset({"kind", "by", "on", "source"})


@dataclass(frozen=True, slots=True)
class At:
    """Where an entry stands that holds today.

    Attributes:
        path: Its file.
        n: Which entry of the file, from 0.
        entry: Its values by field.
    """

    path: Path
    n: int
    entry: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Change:
    """What changes about something that is declared.

    Attributes:
        id: The system, or ``organisation``.
        fields: Old and new value by field; the old one is an empty text where nothing was said.
    """

    id: str
    fields: Mapping[str, tuple[Value, Value]]


@dataclass(slots=True)
class Texts:
    """The files of a folder as they will be.

    Attributes:
        folder: The declarations folder.
        today: The day of the change.
        texts: Texts that were looked at, by file.
    """

    folder: Path
    today: date
    texts: dict[Path, str] = field(default_factory=dict)

    def text(self, path: Path) -> str:
        """Return the text of a file; empty for one that is not there yet."""
        if path not in self.texts:
            self.texts[path] = yaml12.text_of(path, DeclarationError) if path.exists() else ""
        return self.texts[path]

    def entries(self, path: Path) -> Sequence[Mapping[str, Value]]:
        """Return the entries of a file."""
        found = value_of(yaml12.read(self.text(path), str(path), DeclarationError))
        return tuple(one for one in found if isinstance(one, Mapping)) if isinstance(found, tuple) else ()

    def append(self, path: Path, entry: Mapping[str, Value]) -> None:
        """Put an entry after those of a file."""
        there = self.text(path)
        new = listed([entry], DeclarationError)
        self.texts[path] = f"{there.rstrip()}\n\n{new}" if there.strip() else new

    def changed(self) -> Mapping[Path, str]:
        """Return the texts that differ from what is there."""
        return {
            path: text
            for path, text in self.texts.items()
            if text != (yaml12.text_of(path, DeclarationError) if path.exists() else "")
        }

    def change(self, at: At, said: Mapping[str, Value], source: str) -> Change | None:
        """Let an entry say something else, or more.

        Args:
            at: The entry.
            said: ``by``, and the fields that are said; what is said already changes nothing.
            source: Where they are from; empty for nothing to tell.

        Returns:
            What changes; ``None`` for nothing.
        """
        old = self.entries(at.path)[at.n]
        new = {
            key: value
            for key, value in said.items()
            if key not in _SIGNED and (key not in old or old[key] != value)
        }
        if not new:
            return None
        told = {key: (old.get(key, ""), value) for key, value in new.items()}
        self._put(at, old, {**new, "by": said["by"]}, source)
        return Change(str(old.get("id", old["kind"])), told)

    def _put(self, at: At, old: Mapping[str, Value], new: Mapping[str, Value], source: str) -> None:
        others = f"what is not said anew as {old['by']} declared on {old['on']}"
        told = f"{source}; {others}" if source else others
        if old["on"] == self.today:
            # What somebody else said today is only to be told beside it.
            signed: Mapping[str, Value] = {} if old["by"] == new["by"] else {"source": told}
            self._amend(at, {**new, **signed})
            return
        self._amend(at, {"valid_until": self.today - timedelta(days=1)})
        kept = {key: value for key, value in old.items() if key not in {"valid_from", "valid_until"}}
        later = {"valid_until": old["valid_until"]} if old.get("valid_until") else {}
        self.append(at.path, {**kept, **new, "on": self.today, "source": told, **later})

    def _amend(self, at: At, changes: Mapping[str, Value]) -> None:
        old = self.entries(at.path)[at.n]
        real = {key: value for key, value in changes.items() if key not in old or old[key] != value}
        self.texts[at.path] = amended(self.text(at.path), str(at.path), at.n, real, DeclarationError)


def standing(settings: Settings, texts: Texts) -> Mapping[tuple[str, str], At]:
    """Return the entries that hold today, by kind and id, of the kinds of which one does.

    Raises:
        DeclarationError: the folder cannot be read.
    """
    refuse_unreadable(settings, texts.folder, {}, texts.today)
    found: dict[tuple[str, str], At] = {}
    for path in declarations.files_of(texts.folder):
        lines = {
            one.provenance.locator.rpartition(":")[2]
            for one in declarations.load(path, today=texts.today).entries
            if isinstance(one, OrganisationDeclared | SystemDeclared) and one.provenance.holds(texts.today)
        }
        root = yaml12.read(texts.text(path), str(path), DeclarationError).content
        nodes = root if isinstance(root, tuple) else ()
        for n, (node, entry) in enumerate(zip(nodes, texts.entries(path), strict=True)):
            if str(node.line) in lines and entry["kind"] in ONE_A_DAY:
                found[key_of(entry)] = At(path, n, entry)
    return found


def key_of(entry: Mapping[str, Value]) -> tuple[str, str]:
    """Return kind and id of an entry; the organisation has no id."""
    return str(entry["kind"]), str(entry.get("id", "")) if entry["kind"] == "system" else ""
