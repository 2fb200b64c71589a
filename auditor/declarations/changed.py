"""Where an entry contradicts itself on what makes its system high-risk, or how it came to be.

Neither side is taken for true then: Article 111(2) would leave alone for ever what was changed later, and a
product of Annex I stands in one of its sections.

Source:
    Regulation (EU) 2024/1689, Art. 25(1) and 111(2): a system becomes high-risk by a change of purpose or
    design, and a significant change of its design ends what is left alone; Annex I, Sections A and B.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from auditor.domain.values import FactValue

_MODIFIED: Final = "substantially_modified"
_REPURPOSED: Final = "repurposed"
_AS_SUPPLIED: Final = "high_risk_as_supplied"
_DESIGN: Final = "changed_design_on"
_PRODUCT: Final = "annex_i"
_SECTION: Final = "annex_i_section"


def contradicted(given: Mapping[str, FactValue | None]) -> Mapping[str, str]:
    """Return the fields of a system's entry that its other fields contradict, each with what does."""
    found: dict[str, str] = {}
    if given.get(_MODIFIED) is True and _DESIGN in given and given[_DESIGN] is None:
        found[_DESIGN] = f"{_DESIGN} is null and {_MODIFIED} is true, which contradict each other"
    if given.get(_PRODUCT) is True and _SECTION in given and given[_SECTION] is None:
        found[_SECTION] = f"{_SECTION} is null and {_PRODUCT} is true, which contradict each other"
    unchanged = given.get(_MODIFIED) is False and given.get(_REPURPOSED) is False
    if unchanged and given.get(_AS_SUPPLIED) is False and _is_anothers(given) and _is_high_risk(given):
        found[_REPURPOSED] = (
            f"{_AS_SUPPLIED}, {_REPURPOSED} and {_MODIFIED} are all false: "
            "what would have made it high-risk is not said"
        )
    return MappingProxyType(found)


def _is_anothers(given: Mapping[str, FactValue | None]) -> bool:
    return isinstance(given.get("provider"), str) or given.get("own_name") is False


def _is_high_risk(given: Mapping[str, FactValue | None]) -> bool:
    """Say whether an entry makes its system high-risk, which an opt-out of Article 6(3) leaves open."""
    by_use = bool(given.get("annex_iii")) and (
        given.get("profiling") is True or ("opt_out_6_3" in given and given["opt_out_6_3"] is None)
    )
    return by_use or given.get(_PRODUCT) is True
