"""How values, bounds and sources read in a sentence."""

from datetime import date

from auditor.domain.fact import Claim, FactDefinition
from auditor.domain.values import FactValue, Range


def shown(value: FactValue, unit: str = "") -> str:
    """Return a value as a sentence says it; figures in FLOP keep two digits.

    Source:
        Commission guidelines on GPAI models, paragraph 32: FLOP are notified with two significant figures.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) if value else "none"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if isinstance(value, Range):
        low, high = _number(value.low), _number(value.high)
        text = low if low == high else f"{low} to {high}"
    else:
        text = _number(value)
    return f"{text} {unit}".rstrip()


def _number(value: float) -> str:
    if abs(value) >= 1e15 or value != int(value):
        return f"{value:.2g}".replace("e+", "e")
    return f"{int(value):,}".replace(",", " ")


def asked_of(definition: FactDefinition) -> str:
    """Return what a fact is about, as a label for its value: without the list of values it can have."""
    return definition.meaning.partition(": ")[0]


def source(claim: Claim) -> str:
    """Return where a claim can be checked: its citation, or else the place in the audited files."""
    return claim.citation or claim.locator


def traced(claim: Claim) -> str:
    """Return basis, method and place of a claim, as an explanation lists them."""
    return f"{claim.basis}: {claim.method}, {source(claim)} ({claim.confidence} confidence)"


def lowered(title: str) -> str:
    """Return a title as it reads inside a sentence; abbreviations keep their capitals."""
    return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title
