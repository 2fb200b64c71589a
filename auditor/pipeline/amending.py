"""What changes about something that is declared: an amendment beside its entry, signed by who says it.

What somebody said stays as they said it, with their name and their source. What is said by another
person, from another source or on another day stands beside it, as an entry of kind ``amendment``; of each
field the last word holds. Whoever said the last word today may complete it: that goes into their own entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from auditor import declarations
from auditor.declarations.answering import value_of
from auditor.domain.amendment import AmendmentDeclared, subject_of
from auditor.domain.declaration import OrganisationDeclared, SystemDeclared
from auditor.domain.declared import Declaration
from auditor.errors import DeclarationError
from auditor.formats import yaml12
from auditor.formats.yaml_writing import Value, amended, listed

ONE_A_DAY: Final = ("organisation", "system")
"""Kinds of which one entry may hold on a day."""

_AMENDMENT: Final = "amendment"
_ENDS: Final = "valid_until"
# What an entry says of itself, and not of what it is about.
_SIGNED: Final = frozenset({"kind", "by", "on", "source"})
_OWN: Final = frozenset({*_SIGNED, _ENDS, "valid_from"})


@dataclass(frozen=True, slots=True)
class At:
    """Where an entry stands.

    Attributes:
        path: Its file.
        n: Which entry of the file, from 0.
        entry: Its values by field.
    """

    path: Path
    n: int
    entry: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said today of one thing.

    Attributes:
        base: The entry about it.
        amendments: What amends it, the last word last.
    """

    base: At
    amendments: tuple[At, ...] = ()

    @property
    def every(self) -> tuple[At, ...]:
        """All that is said, the last word last."""
        return (self.base, *self.amendments)

    @property
    def said(self) -> Mapping[str, Value]:
        """The last word on each field."""
        later = {key: value for one in self.amendments for key, value in one.entry.items() if key not in _OWN}
        return {**self.base.entry, **later}


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

    def entries(self, path: Path) -> Mapping[int, At]:
        """Return the entries of a file by the line each begins on."""
        nodes = yaml12.read(self.text(path), str(path), DeclarationError).content
        found = {}
        for n, node in enumerate(nodes if isinstance(nodes, tuple) else ()):
            entry = value_of(node)
            if isinstance(entry, Mapping):
                found[node.line] = At(path, n, entry)
        return found

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

    def change(self, there: Words, said: Mapping[str, Value], source: str) -> Change | None:
        """Let something be said of what is declared, beside what others said or in one's own words of today.

        Args:
            there: What is said of it.
            said: ``by``, ``on`` where it was not today, and the fields that are said; what is said already
                changes nothing.
            source: Where they are from, where they do not say so themselves; empty for nothing to tell.

        Returns:
            What changes; ``None`` for nothing.
        """
        old = there.said
        new = {
            key: value
            for key, value in said.items()
            if key not in _SIGNED and (key not in old or old[key] != value)
        }
        if not new:
            return None
        told = {key: (old.get(key, ""), value) for key, value in new.items()}
        if set(new) == {_ENDS}:
            # That it ends is no word on a field: it is the entry that ends.
            self._amend(there.base, new)
        else:
            signed = {"by": said["by"], "on": self._day(there, new, said.get("on"))}
            self._say(there, new, {**signed, "source": said.get("source") or source or None})
        return Change(str(old.get("id", old["kind"])), told)

    def _day(self, there: Words, new: Iterable[str], on: Value) -> date:
        """Return the day something was said, or today where it would not be the last word on that day."""
        later = (one for one in there.amendments if any(key in one.entry for key in new))
        heard = [one.entry["on"] for one in (there.base, *later)]
        is_last = isinstance(on, date) and all(isinstance(day, date) and day <= on for day in heard)
        return on if isinstance(on, date) and is_last else self.today

    def _say(self, there: Words, new: Mapping[str, Value], signed: Mapping[str, Value]) -> None:
        last = there.every[-1]
        if all(last.entry.get(key) == value for key, value in signed.items()):
            self._amend(last, new)
            return
        kind, id_ = key_of(there.base.entry)
        of: Mapping[str, Value] = {kind: id_} if id_ else {}
        from_: Mapping[str, Value] = {"source": signed["source"]} if signed["source"] else {}
        who = {"by": signed["by"], "on": signed["on"]}
        self.append(there.base.path, {"kind": _AMENDMENT, **who, **of, **new, **from_})

    def _amend(self, at: At, changes: Mapping[str, Value]) -> None:
        self.texts[at.path] = amended(self.text(at.path), str(at.path), at.n, changes, DeclarationError)


def standing(evidence_kinds: frozenset[str], texts: Texts) -> Mapping[tuple[str, str], Words]:
    """Return what is said today, by kind and id, of the kinds of which one entry holds a day.

    Args:
        evidence_kinds: Kinds of evidence that rules ask for.
        texts: The folder, with the changes that were made to it.

    Raises:
        DeclarationError: the folder cannot be read.
    """
    changed = texts.changed()
    entries = declarations.load(
        texts.folder, evidence_kinds=evidence_kinds, today=texts.today, instead=changed
    ).entries
    at = {
        (path.name, line): one
        for path in {*declarations.files_of(texts.folder), *changed}
        for line, one in texts.entries(path).items()
    }
    amendments = [one for one in entries if isinstance(one, AmendmentDeclared)]
    return {
        subject_of(one): Words(
            at[_place(one)],
            tuple(at[_place(each)] for each in declarations.words_about(one, amendments, texts.today)),
        )
        for one in entries
        if isinstance(one, OrganisationDeclared | SystemDeclared) and one.provenance.holds(texts.today)
    }


def _place(one: Declaration) -> tuple[str, int]:
    """Return file and line of an entry."""
    where, _, line = one.provenance.locator.rpartition(":")
    return where.rpartition("/")[2], int(line)


def key_of(entry: Mapping[str, Value]) -> tuple[str, str]:
    """Return kind and id of an entry; the organisation has no id."""
    return str(entry["kind"]), str(entry.get("id", "")) if entry["kind"] == "system" else ""


def sources(there: Words) -> Sequence[str]:
    """Return where each entry is from; an empty text where it does not say so."""
    # Entries of earlier versions say after a semicolon whose other answers they carry over.
    return tuple(str(one.entry.get("source") or "").partition(";")[0] for one in there.every)
