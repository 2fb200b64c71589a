"""``kind: waiver``: a finding that somebody answers for leaving as it is, for a while."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.persons import same_person
from auditor.domain.declaration import Provenance, Selector
from auditor.domain.waiver import MOST_DAYS, WaiverDeclared

MATCHES: Final = "matches"
"""Ids of what a name pattern matched when the waiver was made; of declared entries each with its digest."""

SHA256: Final = "sha256"
"""Digest of what was declared of an id when the waiver was made, where it is of a declared entry."""

_INCIDENT: Final = "incident:"
_WRITE_ONE: Final = "auditor declare waiver writes one with its matches."
_WRITE_DIGEST: Final = "It pins what is declared: auditor declare waiver writes one with it."


@dataclass(frozen=True, slots=True)
class WaiverReader:
    """Reads waivers; what makes one void whatever was found is refused here, before anything is judged."""

    name: str = "waiver"
    required: tuple[str, ...] = (
        *("rule", "rule_version", "subject", "reason", "ticket"),
        *("requested_by", "approved_by", "created", "expires"),
    )
    optional: tuple[str, ...] = ()

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> WaiverDeclared:  # noqa: ARG002 - it names no file
        """See `Kind.read`."""
        if "valid_until" in entry.fields:
            raise entry.error("valid_until", "is not for waivers", "The last day of a waiver is expires.")
        subject, pinned, entries = _subject(entry.child("subject", "the subject of the waiver"))
        created, expires = _term(entry, provenance)
        return WaiverDeclared(
            rule=entry.text("rule"),
            rule_version=_version(entry),
            subject=subject,
            pinned=pinned,
            reason=entry.text("reason"),
            ticket=entry.text("ticket"),
            requested_by=entry.text("requested_by"),
            approved_by=_approver(entry),
            created=created,
            expires=expires,
            # Its term is when it holds, for whoever signs what is declared.
            provenance=replace(provenance, valid_from=created, valid_until=expires),
            entries=entries,
        )


def is_of_entry(id_: str) -> bool:
    """Say whether an id is that of a declared entry; the ids of what was found have a colon."""
    return ":" not in id_ or id_.startswith(_INCIDENT)


_Entries = tuple[tuple[str, str | None], ...]


def _subject(entry: Entry) -> tuple[Selector, tuple[str, ...], _Entries]:
    """Return whom it was made for: one id, or what a name pattern matched; and what was declared of them."""
    entry.check_keys(required=(), optional=("id", "name", MATCHES, SHA256))
    if ("id" in entry.fields) == ("name" in entry.fields):
        hint = 'Write {id: "sha256:..."}, or {name: "gpu-*", matches: ["dep:...", ...]}.'
        raise entry.error("name", "or id must be given, and not both", hint)
    if "id" in entry.fields:
        if MATCHES in entry.fields:
            raise entry.error(MATCHES, "is given beside an id", "An id is what it matches.")
        id_ = entry.text("id")
        return Selector(id=id_), (id_,), _entry_of(entry, id_)
    if SHA256 in entry.fields:
        hint = "Write matches: {ID: DIGEST, ...} for what is declared."
        raise entry.error(SHA256, "is given beside a name", hint)
    name = entry.text("name")
    matches, entries = _matches(entry) if MATCHES in entry.fields else ((), ())
    if not matches:
        hint = f"List the ids that it is for; {_WRITE_ONE}"
        raise entry.error(MATCHES, "is missing beside a name", hint)
    return Selector(name=name, expect_low=len(matches), expect_high=len(matches)), matches, entries


def _entry_of(entry: Entry, id_: str) -> _Entries:
    """Return what was declared of an id; the id of anything else is its content, or its place."""
    if is_of_entry(id_):
        if SHA256 not in entry.fields:
            raise entry.error(SHA256, f"is missing beside {id_}", _WRITE_DIGEST)
        return ((id_, entry.digest(SHA256, _WRITE_DIGEST)),)
    if SHA256 in entry.fields:
        raise entry.error(SHA256, f"is given beside {id_}, which is no declared entry", "Remove it.")
    return ()


def _matches(entry: Entry) -> tuple[tuple[str, ...], _Entries]:
    """Return the ids a name pattern matched, and what was declared of those that are declared entries."""
    if isinstance(entry.fields[MATCHES].content, Mapping):
        pinned = entry.child(MATCHES, "matches of the waiver")
        found = tuple(sorted(pinned.fields))
        if others := [id_ for id_ in found if not is_of_entry(id_)]:
            hint = "Write matches: [...] for what is not declared."
            raise pinned.error(others[0], "is no declared entry, and has no digest", hint)
        return found, tuple((id_, pinned.digest(id_, _WRITE_DIGEST)) for id_ in found)
    matches = entry.words(MATCHES)
    if bare := [id_ for id_ in matches if is_of_entry(id_)]:
        raise entry.error(MATCHES, f"has no digest of {bare[0]}", _WRITE_DIGEST)
    return matches, ()


def _version(entry: Entry) -> int:
    version = entry.count("rule_version")
    if version == 0:
        raise entry.error("rule_version", "must be at least 1", "Versions of rules begin with 1.")
    return version


def _approver(entry: Entry) -> str:
    approver = entry.text("approved_by")
    if same_person(approver, entry.text("requested_by")):
        raise entry.error(
            "approved_by",
            f"may be who requested it, {approver!r}",
            "Another person has to approve it. Namesakes are told apart by their names alone, each with a "
            "further name in full or the department: Anna Maria Rossi, Anna Rossi Legal.",
        )
    return approver


def _term(entry: Entry, provenance: Provenance) -> tuple[date, date]:
    created, expires = entry.day("created"), entry.day("expires")
    if created > provenance.on:
        raise entry.error("created", "lies after on", "Nobody can have said so before it was made.")
    if expires < created:
        raise entry.error("expires", "lies before created", "Give the last day it is in force.")
    if (expires - created).days > MOST_DAYS:
        hint = f"At most {MOST_DAYS} days after created; make another one then, with another approval."
        raise entry.error("expires", f"is {(expires - created).days} days after created", hint)
    return created, expires
