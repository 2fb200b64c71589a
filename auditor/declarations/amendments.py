"""What amendments make of the entry about the same thing: of each field the last word, and whose it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar

from auditor.declarations.entry import Entry
from auditor.declarations.kinds.amendment import SYSTEM
from auditor.declarations.kinds.system import refuse_disorder
from auditor.declarations.screen import read_screen
from auditor.domain.amendment import AmendmentDeclared, subject_of
from auditor.domain.declaration import OUT_OF_SERVICE, OrganisationDeclared, SystemDeclared
from auditor.domain.declared import Declaration
from auditor.domain.facts import FACTS
from auditor.domain.phrasing import prose_day
from auditor.domain.values import FactValue, ValueType

AMENDABLE: Final = OrganisationDeclared | SystemDeclared
_Entry = TypeVar("_Entry", OrganisationDeclared, SystemDeclared)
_Read = tuple[Entry, Declaration]

# What a thing is called and uses is no state, and what it is for neither.
_TIMELESS: Final = frozenset({"name", "purpose", "uses"})
_APART: Final = frozenset({*_TIMELESS, "roles"})
"""Fields that have a place of their own in an entry, beside or instead of the other fields."""

# What was changed last is only known up to the day it was said; a later change hides an earlier one.
_LAST_OF_SEVERAL: Final = frozenset({"changed_design_on"})


def words_about(
    base: OrganisationDeclared | SystemDeclared, amendments: Iterable[AmendmentDeclared], as_of: date
) -> tuple[AmendmentDeclared, ...]:
    """Return what amends an entry and has not ended on a day, the last word last.

    Args:
        base: The entry.
        amendments: All amendments, in the order of the files.
        as_of: The day.
    """
    found = (one for one in amendments if amends(one, base) and not one.provenance.has_ended(as_of))
    return tuple(sorted(found, key=lambda one: one.provenance.on))


def amends(one: AmendmentDeclared, base: OrganisationDeclared | SystemDeclared) -> bool:
    """Say whether an amendment is of an entry: of the same thing, made while that entry held."""
    said = base.provenance
    is_while = said.on <= one.provenance.on and not said.has_ended(one.provenance.on)
    return one.subject == subject_of(base) and is_while


def amended(base: _Entry, amendments: Iterable[AmendmentDeclared], as_of: date) -> _Entry:
    """Return an entry with the last word on each field, and whose it is.

    A word that begins on a later day says only what nobody said yet, and what is as true of an earlier day.
    """
    words = words_about(base, amendments, as_of)
    for one in words:
        if one.provenance.begins <= as_of:
            base = _joined(base, one, one.keys)
    for one in words:
        if one.provenance.begins > as_of:
            unsaid = [key for key in one.keys if not _says(base, key)]
            base = _joined(base, one, [key for key in unsaid if _is_as_true_before(one, key, as_of)])
    return base


def _says(base: OrganisationDeclared | SystemDeclared, key: str) -> bool:
    return key in dict(base.fields) or key in dict(base.said) or bool(getattr(base, key, ()))


def _joined(base: _Entry, one: AmendmentDeclared, keys: Sequence[str]) -> _Entry:
    told = {key: value for key, value in one.about.fields if key in keys}
    apart: dict[str, Any] = {key: getattr(one.about, key) for key in keys if key in _APART}
    said = {**dict(base.said), **dict.fromkeys(keys, one.provenance)}
    return replace(
        base, fields=tuple({**dict(base.fields), **told}.items()), said=tuple(said.items()), **apart
    )


def _is_as_true_before(one: AmendmentDeclared, key: str, as_of: date) -> bool:
    if key in _TIMELESS:
        return True
    return isinstance(one.about, SystemDeclared) and has_own_day(key, dict(one.about.fields).get(key), as_of)


def has_own_day(key: str, value: FactValue | None, as_of: date) -> bool:
    """Say whether a field of a system is as true of an earlier day: a dated event, or that there was none."""
    name = f"system.{key}"
    if key != OUT_OF_SERVICE and (name not in FACTS or FACTS[name].type is not ValueType.DATE):
        return False
    return key not in _LAST_OF_SEVERAL or not isinstance(value, date) or value <= as_of


def refuse_misfits(read: Iterable[_Read]) -> None:
    """Refuse amendments of what is not declared, and two that say one field on one day in two files.

    Raises:
        DeclarationError: ``FILE:LINE`` and what is wrong there.
    """
    pairs = tuple(read)
    found = [(entry, one) for entry, one in pairs if isinstance(one, AmendmentDeclared)]
    bases = [(entry, one) for entry, one in pairs if isinstance(one, AMENDABLE)]
    for entry, one in found:
        if not any(amends(one, base) for _, base in bases):
            kind, id_ = one.subject
            what = f"system {id_!r}" if id_ else "the organisation"
            raise entry.error(
                SYSTEM if id_ else "kind",
                f"amends {what}, of which no entry holds on {prose_day(one.provenance.on)}",
                f"Declare it first: auditor declare {kind}.",
            )
    for entry, base in bases:
        _refuse_contradictions(entry, [pair for pair in found if amends(pair[1], base)])


def _refuse_contradictions(base: Entry, found: Sequence[tuple[Entry, AmendmentDeclared]]) -> None:
    joined = dict(base.fields)
    earlier: dict[tuple[str, date], Entry] = {}
    for entry, one in sorted(found, key=lambda pair: pair[1].provenance.on):
        for key in one.keys:
            other = earlier.setdefault((key, one.provenance.on), entry)
            if other.shown != entry.shown:
                hint = "Put both into one file, the last word last, or remove one."
                raise entry.error(key, f"is said on the same day at {other.shown}:{other.line}", hint)
        joined |= {key: entry.fields[key] for key in one.keys}
        whole = replace(entry, fields=joined)
        read_screen(whole)
        refuse_disorder(whole)


def by_subject(entries: Iterable[Declaration]) -> Mapping[tuple[str, str], tuple[AmendmentDeclared, ...]]:
    """Return the amendments by what they are about, in the order of the files."""
    found: dict[tuple[str, str], list[AmendmentDeclared]] = {}
    for one in entries:
        if isinstance(one, AmendmentDeclared):
            found.setdefault(one.subject, []).append(one)
    return {subject: tuple(those) for subject, those in found.items()}
