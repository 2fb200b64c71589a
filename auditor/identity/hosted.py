"""Who operates a hosted model and where it is computed, by the catalogue's entities and regions.

A seat is where the law can reach its operator; a region is where it computes. One does not tell the other: an
operator from outside the Union may compute inside it. Nothing is said of what the organisation runs itself.

A region in Iceland, Norway or Liechtenstein is not one of the Union, though the GDPR holds there.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from auditor.catalogue import EU_MEMBER_STATES, Catalogue, Cell, Entity
from auditor.catalogue.hosts import load_hosts
from auditor.catalogue.regions import RegionListing
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown, weakest
from auditor.domain.subject import Deployment
from auditor.domain.values import FactValue

_COUNTRY: Final = "hosting.operator_country"
_OUTSIDE: Final = "hosting.third_country"
_REGION: Final = "hosting.region_in_union"
_IN_UNION: Final = {"yes": True, "no": False}
_OWN: Final = "the organisation's own, as far as was seen: nobody else operates it"
_NOBODY: Final = "nothing that was seen of it says who operates it"


def assess(deployment: Deployment, catalogue: Catalogue, day: date) -> Iterator[Statement]:
    """Yield where the operator of a deployment is established, and whether its region lies in the Union.

    Args:
        deployment: The deployment.
        catalogue: The catalogue, as it weighs on the day of the audit.
        day: That day: what the catalogue says of a region ages too.
    """
    operators = {seen.operator for seen in deployment.seen if seen.operator}
    for id_ in sorted(operators):
        yield from _seat(id_, catalogue.entities.get(id_))
    if not operators:
        reason = _OWN if deployment.is_hosted is False else _NOBODY
        yield from (Silence(fact, Unknown(reason, Settler.OPERATOR)) for fact in (_COUNTRY, _OUTSIDE))
    regions = {seen.region for seen in deployment.seen if seen.region}
    listed = [load_hosts().regions.find(region.provider, region.code) for region in regions]
    known = [listing for listing in listed if listing is not None]
    for listing in sorted(known, key=lambda one: (one.region.provider, one.region.code)):
        yield _lies(listing, day)
    if not known:
        yield Silence(_REGION, Unknown("nothing that was seen of it says in which region", Settler.OPERATOR))


def _seat(id_: str, entity: Entity | None) -> Iterator[Statement]:
    """Yield the seat of an operator, and whether it or its parent sits outside the Union."""
    country, parent = (entity.country, entity.parent_country) if entity else (None, None)
    if country is None:
        reason = f"the catalogue does not say where {id_} is established"
        yield from (Silence(fact, Unknown(reason, Settler.OPERATOR)) for fact in (_COUNTRY, _OUTSIDE))
        return
    yield _catalogued(_COUNTRY, country.value, country, "seat of the operator", f"entities.json#{id_}")
    outside = [cell for cell in (country, parent) if cell and cell.value not in EU_MEMBER_STATES]
    if outside:
        # One seat outside is enough; the better founded one decides what that is worth.
        cell = max(outside, key=lambda one: one.confidence.rank)
        whose = "operator" if cell is country else "operator's ultimate parent"
        method = f"seat of the {whose} in {cell.value}"
        yield _catalogued(_OUTSIDE, True, cell, method, f"entities.json#{id_}")
    elif parent is None:
        reason = f"the catalogue does not say where the parent of {id_} is established"
        yield Silence(_OUTSIDE, Unknown(reason, Settler.OPERATOR))
    else:
        cell = min((country, parent), key=lambda one: one.confidence.rank)
        method = "seats of the operator and its ultimate parent"
        yield _catalogued(_OUTSIDE, False, cell, method, f"entities.json#{id_}")


def _lies(listing: RegionListing, day: date) -> Statement:
    """Return whether a region lies in the Union; of a profile whose place depends, that is not known."""
    region, cell = listing.region, listing.country
    inside = _IN_UNION.get(listing.in_eu)
    if inside is None:
        reason = f"{listing.location} ({region.provider}) is no one place: {listing.note or listing.in_eu}"
        return Silence(_REGION, Unknown(reason, Settler.OPERATOR))
    confidence = Confidence.LOW if cell.stale_after < day else cell.confidence
    method = f"region {region.code} of {region.provider}: {listing.location}"
    locator = f"catalogue:regions.json#{region.provider}/{region.code}"
    return Claim(_REGION, inside, Basis.CATALOGUED, confidence, method, locator, cell.citation)


def _catalogued(fact: str, value: FactValue, cell: Cell[str], method: str, place: str) -> Claim:
    confidence = weakest(Confidence.MEDIUM, cell.confidence)
    return Claim(fact, value, Basis.CATALOGUED, confidence, method, f"catalogue:{place}", cell.citation)
