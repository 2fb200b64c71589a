"""``kind: organisation``: who audits itself, and in which roles."""

from dataclasses import dataclass
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.kinds.base import VALID_FROM, Words, registry_fields
from auditor.declarations.vocabulary import COUNTRIES, ROLES, SIZES
from auditor.domain.declaration import OrganisationDeclared, Provenance

ROLES_KEY: Final = "roles"
"""Also kept among ``fields`` when it is given: an empty list is an answer, a missing one is not."""

_FIELDS: Final = registry_fields(
    "organisation",
    besides=frozenset({"country", "eu_established"}),
    # EU stands for every Member State, ANY for no restriction.
    words={"size": Words(SIZES), "hosting_countries": Words((*sorted(COUNTRIES), "ANY", "EU"))},
)


@dataclass(frozen=True, slots=True)
class OrganisationReader:
    """Reads organisation entries."""

    name: str = "organisation"
    required: tuple[str, ...] = ("name",)
    optional: tuple[str, ...] = ("country", *(field.key for field in _FIELDS), ROLES_KEY, VALID_FROM)

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> OrganisationDeclared:  # noqa: ARG002
        """See `Kind.read`."""
        has_roles = ROLES_KEY in entry.fields
        roles = entry.words(ROLES_KEY, ROLES) if has_roles else ()
        country = (("country", entry.country("country")),) if "country" in entry.fields else ()
        listed = ((ROLES_KEY, roles),) if has_roles else ()
        return OrganisationDeclared(
            name=entry.text("name"),
            roles=roles,
            fields=(*country, *entry.values(_FIELDS), *listed),
            provenance=provenance,
        )
