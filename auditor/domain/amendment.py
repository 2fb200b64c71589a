"""Amendments: what is said of the organisation or a system beside the entry about it, or anew."""

from dataclasses import dataclass

from auditor.domain.declaration import OrganisationDeclared, Provenance, SystemDeclared


@dataclass(frozen=True, slots=True)
class AmendmentDeclared:
    """Fields that somebody says of what is declared already, on a day and from a source of their own.

    Attributes:
        about: The fields, as an entry about the same thing has them; what is not among ``keys`` is not said.
        keys: The fields that are said.
    """

    about: OrganisationDeclared | SystemDeclared
    keys: tuple[str, ...]

    @property
    def provenance(self) -> Provenance:
        """Who says so."""
        return self.about.provenance

    @property
    def subject(self) -> tuple[str, str]:
        """What it is about: the kind of entry it amends, and the id of the system."""
        return subject_of(self.about)


def subject_of(entry: OrganisationDeclared | SystemDeclared) -> tuple[str, str]:
    """Return what an entry is about: its kind, and the id of a system; the organisation has none."""
    return ("system", entry.id) if isinstance(entry, SystemDeclared) else ("organisation", "")
