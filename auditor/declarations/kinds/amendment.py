"""``kind: amendment``: fields of a system or the organisation, said beside its entry or anew.

Who answers what an entry leaves open, or says something else of it, signs for just that: the entry, its
signature and its source stay as they are.
"""

from dataclasses import dataclass, replace
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.kinds.base import COMMON_OPTIONAL, COMMON_REQUIRED, VALID_FROM, Kind
from auditor.declarations.kinds.organisation import OrganisationReader
from auditor.declarations.kinds.system import SystemReader
from auditor.domain.amendment import AmendmentDeclared
from auditor.domain.declaration import OrganisationDeclared, Provenance, SystemDeclared

SYSTEM: Final = "system"
"""The field that names the system; left out, it is about the organisation."""

_OF_SYSTEMS: Final = SystemReader()
_OF_THE_ORGANISATION: Final = OrganisationReader()
_UNSAID: Final = frozenset({*COMMON_REQUIRED, *COMMON_OPTIONAL, VALID_FROM, SYSTEM})


@dataclass(frozen=True, slots=True)
class AmendmentReader:
    """Reads amendments: the fields of a system, or of the organisation, none of which is required."""

    name: str = "amendment"
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = (
        SYSTEM,
        *dict.fromkeys(("name", *_OF_SYSTEMS.optional, *_OF_THE_ORGANISATION.optional)),
    )

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> AmendmentDeclared:
        """See `Kind.read`."""
        kind: Kind = _OF_SYSTEMS if SYSTEM in entry.fields else _OF_THE_ORGANISATION
        named = replace(entry, what=f"an amendment of {_called(kind)}")
        common = (*COMMON_REQUIRED, *COMMON_OPTIONAL)
        named.check_keys(required=(), optional=(*common, SYSTEM, "name", *kind.optional))
        keys = tuple(key for key in entry.fields if key not in _UNSAID)
        if not keys:
            raise entry.error("kind", "amends nothing", "Add a field that it says.")
        id_ = {"id": entry.fields[SYSTEM]} if SYSTEM in entry.fields else {}
        about = kind.read(replace(named, fields={**entry.fields, **id_}), provenance, files)
        assert isinstance(about, OrganisationDeclared | SystemDeclared)
        return AmendmentDeclared(about, keys)


def _called(kind: Kind) -> str:
    return f"the {kind.name}" if kind is _OF_THE_ORGANISATION else f"a {kind.name}"
