"""Which facts hold countries, and what is meant where something else is written."""

import re
from collections.abc import Mapping
from typing import Final

from auditor.domain.countries import COUNTRIES, COUNTRY_SLIPS, UNKNOWN_COUNTRY
from auditor.domain.fact import FactDefinition
from auditor.domain.values import ValueType

# What the name of a text ends in that holds the code of a country.
_COUNTRY: Final = re.compile(r"[._]country$")
# Where hosted models may compute is also said of the Union, or not restricted.
_SETS: Final[Mapping[str, frozenset[str]]] = {
    "hosting.support_access": COUNTRIES,
    "organisation.hosting_countries": COUNTRIES | {"ANY", "EU"},
}


def codes_of(definition: FactDefinition) -> frozenset[str]:
    """Return every code a fact can hold, those of ISO 3166-1 in capitals; none where it holds no country."""
    if definition.type is ValueType.TEXT and _COUNTRY.search(definition.name):
        return COUNTRIES | {UNKNOWN_COUNTRY}
    return _SETS.get(definition.name, frozenset())


def code_meant(word: str) -> str:
    """Return the code that is meant by one in small letters, or by one that ISO 3166-1 does not assign."""
    upper = COUNTRY_SLIPS.get(word.upper(), word.upper())
    return upper if upper in COUNTRIES else ""
