"""Which policy packs an audit was judged by, and whether the EU AI Act is among what they judge."""

from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import LegalReference, RuleKind
from auditor.domain.phrasing import prose_day

# Part of the CELEX number of the Act, of its original and of every consolidated text.
_ACT: Final = "2024R1689"
# The regulation that amends it, which a rule may cite alone.
_AMENDED: Final = "2026R1744"
# What the Act asks of anybody; a classification asks nothing.
_OWED: Final = frozenset({RuleKind.DUTY, RuleKind.VENDOR_GAP})
# In force whatever packs are chosen, so it says nothing about the choice.
_ALWAYS: Final = "declarations"


def packs_of(audit: Audit) -> tuple[str, ...]:
    """Return the packs whose rules were in force, in the bundle's order; not the one that always is."""
    return tuple(dict.fromkeys(rule.pack for rule in audit.rules if rule.pack != _ALWAYS))


def is_act_judged(audit: Audit) -> bool:
    """Say whether any rule in force asks what the EU AI Act asks."""
    return any(rule.kind in _OWED and is_act(rule.legal) for rule in audit.rules)


def is_act(legal: LegalReference) -> bool:
    """Say whether what is cited is the EU AI Act, in whatever of its texts."""
    return _ACT in legal.text or _AMENDED in legal.text


def act_not_judged(audit: Audit) -> str:
    """Return ``EU AI Act not judged (packs: licensing)``; empty where it was judged.

    Before the Act was published no pack could judge it, and that is said instead.
    """
    if is_act_judged(audit):
        return ""
    if not any(_ACT in figure.text for figure in audit.law):
        return f"EU AI Act not judged: it was not yet law on {prose_day(audit.as_of)}"
    return f"EU AI Act not judged (packs: {', '.join(packs_of(audit)) or 'none'})"
