"""From a folder of YAML files to declarations and one digest over all of them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

from auditor.declarations.amendments import refuse_misfits
from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.given import as_given
from auditor.declarations.kinds import KINDS
from auditor.declarations.kinds.base import COMMON_OPTIONAL, COMMON_REQUIRED, VALID_FROM, Kind
from auditor.declarations.nobody import refuse_nobody
from auditor.declarations.placeholders import refuse_placeholders
from auditor.declarations.web import is_address
from auditor.declarations.wording import error_at
from auditor.domain.declaration import (
    DeclaredAsGiven,
    IncidentDeclared,
    OrganisationDeclared,
    Provenance,
    SystemDeclared,
)
from auditor.domain.declared import Declaration
from auditor.domain.evidence import EvidenceDeclared
from auditor.domain.resolution import ResolveDeclared
from auditor.errors import DeclarationError
from auditor.formats import yaml12
from auditor.formats.yaml_node import did_you_mean

_SUFFIXES: Final = frozenset({".yaml", ".yml"})
# Of kinds of evidence the words are alike where the whole is not.
_ALIKE: Final = 0.5
_ALL_KINDS: Final = "auditor show evidence-kinds"


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything the organisation declares, expired entries included.

    Attributes:
        entries: By file name, then by line.
        sources: Locators of the entries whose ``source`` is an address or a file that exists, with the
            digest of that address or file: these are attested with evidence.
        given: The same entries as they are written, which say nothing that the others do not.
        files: The files that prove something, each with its digest.
    """

    entries: tuple[Declaration, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    given: tuple[DeclaredAsGiven, ...] = field(default=(), compare=False)
    files: tuple[tuple[Path, str], ...] = field(default=(), compare=False)

    @property
    def sha256(self) -> str:
        """Digest of the content: every field, the files' digests, where each entry stands and what it is."""
        # Reports print what was given: equal digests have to mean equal reports.
        given = tuple(replace(one, fields=tuple(sorted(one.fields))) for one in self.given)
        content = _plain((self.entries, self.sources, given))
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def load(
    folder: Path,
    *,
    evidence_kinds: frozenset[str] | None = None,
    today: date | None = None,
    instead: Mapping[Path, str] = MappingProxyType({}),
) -> Declarations:
    """Read every ``*.yaml`` and ``*.yml`` of a folder, or one such file.

    Args:
        folder: The folder; one that does not exist holds no declarations.
        evidence_kinds: Kinds of evidence that rules ask for; another one is then refused.
        today: The day of the run; an entry made on a later day is then refused.
        instead: Texts of files as they would be; of those that are not there yet as well.

    Raises:
        DeclarationError: ``FILE:LINE`` and what is wrong there.
    """
    entries: list[Declaration] = []
    sources: list[tuple[str, str]] = []
    given: list[DeclaredAsGiven] = []
    read: list[tuple[Entry, Declaration]] = []
    proofs: list[tuple[Path, str]] = []
    paths = sorted({*files_of(folder), *instead})
    for path in paths:
        files = Files.beside(path, paths)
        home = files.folder.name
        locator = f"{home}/{path.name}" if home else path.name
        for entry in entries_of(path, instead.get(path)):
            declared = declared_in(entry, f"{locator}:{entry.line}", files, evidence_kinds, today)
            entries.append(declared)
            read.append((entry, declared))
            given.append(as_given(entry, declared.provenance))
            digest = _source_digest(declared.provenance, files)
            if digest:
                sources.append((declared.provenance.locator, digest))
            proofs += _proofs(declared, digest, files)
    _refuse_overlaps(entries)
    refuse_misfits(read)
    return Declarations(tuple(entries), tuple(sources), tuple(given), tuple(dict.fromkeys(proofs)))


def read_entry(text: str, shown: str, today: date) -> Declaration:
    """Read one entry before it is written down.

    Args:
        text: A list of one mapping.
        shown: What errors call it.
        today: The day of the run.

    Raises:
        DeclarationError: what is wrong with it.
    """
    (item,) = yaml12.read(text, shown, DeclarationError).items()
    entry = Entry.of(item, what="a declaration")
    return declared_in(entry, shown, Files(Path.cwd(), Path.cwd().parent), None, today)


def files_of(folder: Path) -> tuple[Path, ...]:
    """Return the files that :func:`load` reads, by name.

    Raises:
        DeclarationError: the folder cannot be read.
    """
    try:
        if folder.is_file() or (folder.suffix in _SUFFIXES and not folder.is_dir()):
            return (folder,)
        if not folder.exists():
            return ()
        if not folder.is_dir():
            raise DeclarationError(
                f"{folder}: not a folder", hint="Name a folder of YAML files, or one file."
            )
        found = [path for path in folder.iterdir() if path.suffix in _SUFFIXES]
    except OSError as error:
        raise DeclarationError(
            f"{folder}: cannot be read: {error.strerror}", hint="Check its name and its permissions."
        ) from error
    # Names with a leading dot are editors' locks and backups.
    return tuple(sorted(path for path in found if not path.name.startswith(".")))


def entries_of(path: Path, text: str | None = None) -> Iterator[Entry]:
    """Yield the mappings of a file, or of the text it would have.

    Raises:
        DeclarationError: it is no list of mappings.
    """
    there = yaml12.text_of(path, DeclarationError) if text is None else text
    root = yaml12.read(there, str(path), DeclarationError)
    if root.content is None:
        return
    if not isinstance(root.content, tuple):
        is_entry = isinstance(root.content, Mapping)
        hint = "Put '- ' before the mapping." if is_entry else "See docs/declarations.md."
        raise error_at(root.file, root.line, "must be a list of mappings", hint)
    for item in root.content:
        yield Entry.of(item, what="a declaration")


def declared_in(
    entry: Entry, locator: str, files: Files, evidence_kinds: frozenset[str] | None, today: date | None
) -> Declaration:
    """Return what an entry declares.

    Raises:
        DeclarationError: ``FILE:LINE`` and what is wrong there.
    """
    kind = _kind(entry)
    refuse_placeholders(entry, (*COMMON_REQUIRED, *kind.required))
    named = Entry(entry.shown, kind.name, entry.line, entry.fields)
    named.check_keys(required=(*COMMON_REQUIRED, *kind.required), optional=(*COMMON_OPTIONAL, *kind.optional))
    refuse_nobody(named)
    declared = kind.read(named, _provenance(named, locator), files)
    if isinstance(declared, EvidenceDeclared) and evidence_kinds is not None:
        _refuse_unasked(named, declared.evidence, evidence_kinds)
    _refuse_future(entry, declared.provenance, today)
    return declared


def _refuse_unasked(entry: Entry, kind: str, known: frozenset[str]) -> None:
    """Refuse a kind of evidence that no rule asks for: it would be recorded and never looked at."""
    if kind not in known:
        near = get_close_matches(kind, sorted(known), n=3, cutoff=_ALIKE)
        meant = f"Did you mean {' or '.join(map(repr, near))}? " if near else ""
        raise entry.error("evidence", f"does not know {kind!r}", f"{meant}All kinds: {_ALL_KINDS}.")


def _kind(entry: Entry) -> Kind:
    if "kind" not in entry.fields:
        raise error_at(entry.shown, entry.line, "a declaration lacks kind", _known_kinds())
    name = entry.text("kind")
    for kind in KINDS:
        if kind.name == name:
            return kind
    hint = did_you_mean(name, [kind.name for kind in KINDS])
    raise error_at(entry.shown, entry.line, f"unknown kind {name[:40]!r}", hint)


def _known_kinds() -> str:
    return f"Kinds: {', '.join(kind.name for kind in KINDS)}."


def _provenance(entry: Entry, locator: str) -> Provenance:
    provenance = Provenance(
        by=entry.text("by"),
        on=entry.day("on"),
        valid_until=entry.optional_day("valid_until"),
        source=entry.optional_text("source"),
        locator=locator,
        valid_from=entry.optional_day(VALID_FROM),
    )
    if provenance.has_ended(provenance.begins):
        first = "on" if provenance.valid_from is None else VALID_FROM
        raise entry.error("valid_until", f"lies before {first}", "Give the last day it holds.")
    return provenance


def _refuse_future(entry: Entry, provenance: Provenance, today: date | None) -> None:
    """Refuse what nobody can have said yet; a state to come is said with ``valid_from``."""
    if today is not None and provenance.on > today:
        hint = f"It is the day somebody said so, at most {today}; the day it begins to hold is {VALID_FROM}."
        raise entry.error("on", f"lies in the future, {provenance.on}", hint)


def _proofs(declared: Declaration, source: str | None, files: Files) -> Iterator[tuple[Path, str]]:
    """Yield the files that an entry names as proof, its source included, with their digests."""
    proof = declared.proof if isinstance(declared, ResolveDeclared) else declared
    named = [(declared.provenance.source, source)]
    if isinstance(proof, EvidenceDeclared):
        named.append((proof.file, proof.file_sha256))
    for name, digest in named:
        # An address is recorded and never opened.
        path = files.path(name) if name and digest and not is_address(name) else None
        if path is not None and digest is not None:
            yield path, digest


def _source_digest(provenance: Provenance, files: Files) -> str | None:
    return None if provenance.source is None else files.source_digest(provenance.source)


def _refuse_overlaps(entries: Iterable[Declaration]) -> None:
    """Refuse two organisations, or two systems or incidents of one id, that hold on the same day."""
    standing: dict[str, list[Provenance]] = {}
    for entry in entries:
        if isinstance(entry, OrganisationDeclared):
            standing.setdefault("the organisation", []).append(entry.provenance)
        elif isinstance(entry, SystemDeclared):
            standing.setdefault(f"system {entry.id!r}", []).append(entry.provenance)
        elif isinstance(entry, IncidentDeclared):
            standing.setdefault(f"incident {entry.id!r}", []).append(entry.provenance)
    for what, provenances in standing.items():
        ordered = sorted(provenances, key=lambda one: (one.begins, one.locator))
        for earlier, later in pairwise(ordered):
            if not earlier.has_ended(later.begins):
                raise DeclarationError(
                    f"{later.locator}: {what} is already declared at {earlier.locator}",
                    hint=f"Give the earlier entry a valid_until before {later.begins}, or remove one.",
                )


_Plain = dict[str, "_Plain"] | list["_Plain"] | str | int | float | bool | None


def _plain(value: object) -> _Plain:
    """Return a declaration as JSON values; dates as text, every type named, and nothing of the machine."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    assert is_dataclass(value), type(value)
    return {
        "type": type(value).__name__,
        **{field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.compare},
    }
