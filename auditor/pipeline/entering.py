"""New entries on their way into the declarations folder: checked with everything that is there, then written.

An entry is put after those of its kind; what is there is never overwritten. Nothing is written where the
folder, with the new entry in it, could not be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from auditor import declarations
from auditor.declarations.answering import value_of
from auditor.errors import DeclarationError, UsageError
from auditor.formats import yaml12
from auditor.formats.yaml_writing import Value, listed
from auditor.reports.files import write_atomically

DRAFT: Final = ".unfinished.yaml"
"""Answers of a session that was stopped; its name keeps it from being read as a declaration."""

_UNFINISHED: Final = "unfinished"

Fields = Mapping[str, Value]
"""An entry: its values by field."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """New entries, known to be readable.

    Attributes:
        shown: The entries alone, as they will be written.
        files: Whole text of each file that changes.
    """

    shown: str
    files: Mapping[Path, str]

    def write(self) -> tuple[Path, ...]:
        """Write the files, and return them.

        Raises:
            ReportError: one cannot be written.
        """
        for path, text in self.files.items():
            write_atomically(path, text.encode("utf-8"))
        return tuple(self.files)


def prepared(
    evidence_kinds: frozenset[str], folder: Path, entries: Sequence[Fields], today: date
) -> Prepared:
    """Return entries as they would be written into a folder.

    Args:
        evidence_kinds: Kinds of evidence that rules ask for.
        folder: The folder.
        entries: The entries.
        today: The day of the run.

    Raises:
        DeclarationError: one is no entry, or does not go together with those that are there.
        UsageError: a file that is there is no list that one could be put after.
    """
    shown = []
    files: dict[Path, str] = {}
    for entry in entries:
        path = folder / f"{entry['kind']}.yaml"
        text = listed([entry], DeclarationError)
        there = files.get(path) or (yaml12.text_of(path, DeclarationError) if path.exists() else "")
        whole = f"{there.rstrip()}\n\n{text}" if there.strip() else text
        if n_entries(whole, path) != n_entries(there, path) + 1:
            hint = f"Add the entry to it by hand: auditor declare {entry['kind']}"
            raise UsageError(f"{path}: is no list that an entry can be put after", hint=hint)
        shown.append(text)
        files[path] = whole
    refuse_unreadable(evidence_kinds, folder, files, today)
    return Prepared("\n".join(shown), files)


def refuse_unreadable(
    evidence_kinds: frozenset[str], folder: Path, files: Mapping[Path, str], today: date
) -> None:
    """Refuse texts with which the folder could not be read.

    Raises:
        DeclarationError: ``FILE:LINE`` and what is wrong there.
    """
    declarations.load(folder, evidence_kinds=evidence_kinds, today=today, instead=files)


def n_entries(text: str, path: Path) -> int:
    """Return how many entries a file of this text holds; below none where it is no list at all."""
    try:
        found = yaml12.read(text, str(path), DeclarationError).content
    except DeclarationError:
        return -1
    return len(found) if isinstance(found, tuple) else 0 if found is None else -1


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers so far.

    Attributes:
        entries: The entries, as far as they are answered.
        asked: ``KIND.FIELD`` of what was asked, answers that are not known included.
    """

    entries: tuple[Fields, ...] = ()
    asked: tuple[str, ...] = ()

    @classmethod
    def kept(cls, folder: Path) -> "Draft | None":
        """Return the answers that were kept in a folder; ``None`` where there are none.

        Raises:
            DeclarationError: the file was changed into something else.
        """
        path = folder / DRAFT
        if not path.exists():
            return None
        root = yaml12.read(yaml12.text_of(path, DeclarationError), str(path), DeclarationError)
        values = value_of(root)
        entries = values if isinstance(values, tuple) else ()
        whole = [one for one in entries if isinstance(one, Mapping) and isinstance(one.get("kind"), str)]
        marks = [one for one in whole if one["kind"] == _UNFINISHED]
        if len(whole) != len(entries) or len(marks) != 1:
            raise DeclarationError(f"{path}: no answers of a session", hint="Remove it, and begin anew.")
        asked = marks[0].get("asked")
        listed_ = tuple(str(one) for one in asked) if isinstance(asked, tuple) else ()
        return cls(tuple(one for one in whole if one is not marks[0]), listed_)

    def keep(self, folder: Path) -> Path:
        """Write the answers where the next session finds them, and return the file.

        Raises:
            ReportError: it cannot be written.
        """
        mark: Fields = {"kind": _UNFINISHED, "asked": self.asked}
        text = listed([*self.entries, mark], DeclarationError)
        write_atomically(folder / DRAFT, f"# Answers of a session that was stopped.\n{text}".encode())
        return folder / DRAFT

    @staticmethod
    def drop(folder: Path) -> None:
        """Forget the answers, which are written or not wanted."""
        (folder / DRAFT).unlink(missing_ok=True)
