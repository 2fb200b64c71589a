"""``kind: incident``: a serious incident of a declared system."""

from dataclasses import dataclass

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.kinds.system import system_id
from auditor.domain.declaration import IncidentDeclared, Provenance
from auditor.domain.vocabulary import INCIDENTS

_REPORTED = "reported_on"
_DAYS = ("happened_on", "aware_on", _REPORTED)


@dataclass(frozen=True, slots=True)
class IncidentReader:
    """Reads incident entries."""

    name: str = "incident"
    required: tuple[str, ...] = ("id", "system")
    optional: tuple[str, ...] = ("what", "category", "happened_on", "aware_on", _REPORTED)

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> IncidentDeclared:  # noqa: ARG002 - it names no file
        """See `Kind.read`."""
        category = entry.optional_text("category")
        declared = IncidentDeclared(
            id=system_id(entry, "id"),
            system=system_id(entry, "system"),
            what=entry.optional_text("what") or "",
            category=None if category is None else entry.word("category", category, INCIDENTS),
            happened_on=entry.optional_day("happened_on"),
            aware_on=entry.optional_day("aware_on"),
            reported_on=entry.optional_day(_REPORTED),
            says_reported=_REPORTED in entry.fields,
            provenance=provenance,
        )
        _refuse_disorder(entry, declared)
        return declared


def _refuse_disorder(entry: Entry, declared: IncidentDeclared) -> None:
    """Refuse awareness before the incident, a report before awareness, and what nobody can know yet."""
    for key in _DAYS:
        day = entry.optional_day(key)
        if day is not None and day > declared.provenance.on:
            raise entry.error(
                key, f"lies after {declared.provenance.on}, when it was said", "Say it once it is so."
            )
    happened, aware, reported = declared.happened_on, declared.aware_on, declared.reported_on
    if happened is not None and aware is not None and aware < happened:
        raise entry.error(
            "aware_on", "lies before happened_on", "Nobody knows of an incident before it happens."
        )
    if aware is not None and reported is not None and reported < aware:
        raise entry.error(_REPORTED, "lies before aware_on", "Give the day on which it was first known.")
