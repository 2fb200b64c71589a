"""``kind: organisation``: who audits itself, and in which roles."""

from dataclasses import dataclass
from typing import Final

from auditor.declarations.entry import Entry, Field
from auditor.declarations.files import Files
from auditor.declarations.kinds.base import VALID_FROM, Words, registry_fields
from auditor.domain.countries import COUNTRIES
from auditor.domain.declaration import OrganisationDeclared, Provenance
from auditor.domain.european_union import CODE_CHAPTERS
from auditor.domain.values import ValueType
from auditor.domain.vocabulary import ROLES, SIZES

ROLES_KEY: Final = "roles"
"""Also kept among ``fields`` when it is given: an empty list is an answer, a missing one is not."""

REPRESENTS: Final = "represents"
"""Providers that it represents: no fact of the organisation, but what a role towards models follows from."""

# EU stands for every Member State, ANY for no restriction.
_HOSTING: Final = (*sorted(COUNTRIES), "ANY", "EU")
_FIELDS: Final = (
    *registry_fields(
        "organisation",
        besides=frozenset({"country", "eu_established"}),
        words={
            "size": Words(SIZES),
            "code_chapters": Words(CODE_CHAPTERS),
            "hosting_countries": Words(_HOSTING),
        },
    ),
    Field(REPRESENTS, ValueType.SET),
)


@dataclass(frozen=True, slots=True)
class OrganisationReader:
    """Reads organisation entries."""

    name: str = "organisation"
    required: tuple[str, ...] = ("name",)
    optional: tuple[str, ...] = ("country", *(field.key for field in _FIELDS), ROLES_KEY, VALID_FROM)

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> OrganisationDeclared:  # noqa: ARG002 - it names no file
        """See `Kind.read`."""
        has_roles = ROLES_KEY in entry.fields
        roles = entry.words(ROLES_KEY, ROLES) if has_roles else ()
        country = (("country", entry.country("country")),) if "country" in entry.fields else ()
        listed = ((ROLES_KEY, roles),) if has_roles else ()
        return OrganisationDeclared(
            name=entry.text("name") if "name" in entry.fields else "",
            roles=roles,
            fields=(*country, *entry.values(_FIELDS), *listed),
            provenance=provenance,
        )
