"""How values, bounds and sources read in a sentence."""

from datetime import date
from typing import Final

from auditor.domain import phrasing
from auditor.domain.fact import Basis, Claim, FactDefinition
from auditor.domain.figures import exactly
from auditor.domain.values import FactValue, NoDay, Range

# A sentence with forty words in a row is read by nobody; the table of facts has them all.
_MOST_SHOWN: Final = 8


def shown(value: FactValue, unit: str = "") -> str:
    """Return a value as a sentence says it: four digits of a large figure, a range rounded outwards."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        more = f" and {len(value) - _MOST_SHOWN} more" if len(value) > _MOST_SHOWN else ""
        return (", ".join(value[:_MOST_SHOWN]) if value else "none") + more
    if isinstance(value, date):
        return phrasing.prose_day(value)
    if isinstance(value, str | NoDay):
        return str(value)
    text = phrasing.quantity_range(value) if isinstance(value, Range) else phrasing.number(value)
    return f"{phrasing.plain_spaces(text)} {unit}".rstrip()


def told_apart(value: FactValue, bound: FactValue, unit: str = "") -> str:
    """Return a value as a sentence says it beside a bound; with every digit where fewer would equal that."""
    text = shown(value, unit)
    if text != shown(bound, unit) or value == bound:
        return text
    if isinstance(value, Range):
        ends = dict.fromkeys((exactly(value.low), exactly(value.high)))
        return f"{' to '.join(ends)} {unit}".rstrip()
    return text if isinstance(value, str | tuple | date | NoDay) else f"{exactly(value)} {unit}".rstrip()


def asked_of(definition: FactDefinition) -> str:
    """Return what a fact is about, as a label for its value: without the list of values and what some say."""
    return definition.meaning.partition(": ")[0].partition("; ")[0]


def source(claim: Claim) -> str:
    """Return where a claim can be checked: its citation, or else the place in the audited files."""
    return claim.citation or claim.locator


def traced(claim: Claim, *, told: bool = False) -> str:
    """Return basis, method and place of a claim, as an explanation lists them; if told, also what it says."""
    said = f"; it says {shown(claim.value)}" if told else ""
    where = source(claim)
    if claim.basis is Basis.ATTESTED and claim.citation:
        # Whose word it is stands in the citation; a reader goes to the entry.
        where = f"{where}, in {claim.locator.partition('#')[0]}"
    return f"{claim.basis}: {claim.method}, {where} ({claim.confidence} confidence){said}"


def lowered(title: str) -> str:
    """Return a title as it reads inside a sentence; abbreviations keep their capitals."""
    return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title
