"""Whether Article 2 leaves a declared system out, as its own entry can be read.

Source:
    Regulation (EU) 2024/1689, Art. 2(3), (6), (8) and (10): for military purposes alone, for research alone,
    for the personal use of a natural person in no professional activity. Only the first says nothing of the
    market: what an organisation has placed there, or uses towards its employees or to decide about persons,
    serves no research alone, and who provides a system under its own name is no natural person at home.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.declarations.kinds.system import EXCLUDED_KEY
from auditor.declarations.register import said
from auditor.domain.declaration import SystemDeclared
from auditor.domain.phrasing import prose_day
from auditor.domain.vocabulary import EXCLUDED

_PLACED: Final = "union_placed_on"
_PERSONAL: Final = "personal"
# What the entry may say that no system of the kind can be.
_NO_MARKET: Final = frozenset({"research", _PERSONAL})
_NO_USE: Final[Mapping[str, str]] = {
    "workplace": "used at the workplace",
    "decides_about_persons": "used to decide about persons, or to help with it",
    "adverse_decisions": "used for decisions that adversely affect persons",
    "for_public_authorities": "intended for public authorities",
}
"""Uses that are neither research alone nor anybody's own affair, by the field that says so."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why the Act does not apply to a system, as declared.

    Attributes:
        reason: Why, with who says so.
        against: What the same entry says that cannot be so then; empty where nothing speaks against it.
    """

    reason: str
    against: str = ""


def exclusion(system: SystemDeclared, as_of: date) -> Exclusion | None:
    """Return why Article 2 leaves a system out, if its entry says so.

    Args:
        system: The system.
        as_of: The day that is asked about; what is to be placed later is not on the market yet.
    """
    fields = dict(system.fields)
    word = str(fields.get(EXCLUDED_KEY))
    if word not in EXCLUDED:
        return None
    reason = f"{EXCLUDED[word]}, as {said(system.of(EXCLUDED_KEY))} declared"
    placed = fields.get(_PLACED)
    against = []
    if word in _NO_MARKET and isinstance(placed, date) and placed <= as_of:
        against.append(f"placed on the Union market on {prose_day(placed)}")
    if word == _PERSONAL and fields.get("own_name") is True:
        against.append("provided under the organisation's own name")
    if word in _NO_MARKET:
        against += [words for key, words in _NO_USE.items() if fields.get(key) is True]
    return Exclusion(reason, " and ".join(against))
