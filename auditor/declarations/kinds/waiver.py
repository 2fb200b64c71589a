"""``kind: waiver``: a finding that somebody answers for leaving as it is, for a while."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.persons import same_person
from auditor.domain.declaration import Provenance, Selector
from auditor.domain.waiver import MOST_DAYS, WaiverDeclared

MATCHES: Final = "matches"
"""Ids of what a name pattern matched when the waiver was made."""

_WRITE_ONE: Final = "auditor declare waiver writes one with its matches."


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
        subject, pinned = _subject(entry.child("subject", "the subject of the waiver"))
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
        )


def _subject(entry: Entry) -> tuple[Selector, tuple[str, ...]]:
    """Return whom it was made for: one id, or what a name pattern matched then."""
    entry.check_keys(required=(), optional=("id", "name", MATCHES))
    if ("id" in entry.fields) == ("name" in entry.fields):
        hint = 'Write {id: "sha256:..."}, or {name: "gpu-*", matches: ["dep:...", ...]}.'
        raise entry.error("name", "or id must be given, and not both", hint)
    if "id" in entry.fields:
        if MATCHES in entry.fields:
            raise entry.error(MATCHES, "is given beside an id", "An id is what it matches.")
        id_ = entry.text("id")
        return Selector(id=id_), (id_,)
    name = entry.text("name")
    matches = entry.words(MATCHES) if MATCHES in entry.fields else ()
    if not matches:
        hint = f"List the ids that it is for; {_WRITE_ONE}"
        raise entry.error(MATCHES, "is missing beside a name", hint)
    return Selector(name=name, expect_low=len(matches), expect_high=len(matches)), matches


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
