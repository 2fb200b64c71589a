"""Whether a hosted model computes where the organisation lets it: in one of the countries that it declares.

``EU`` among them stands for every Member State, ``ANY`` for every country there is. A profile that computes
anywhere in the Union is within the list where all of the Union is, and outside of it where none is; in
between nobody knows. Of a service that computes anywhere, or where its operator chooses, nobody does either.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from auditor.catalogue import EU_MEMBER_STATES, Catalogue
from auditor.catalogue.regions import RegionListing
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Fact,
    Known,
    Settler,
    Silence,
    Statement,
    Unknown,
    weakest,
)
from auditor.domain.subject import Deployment
from auditor.identity.hosted import no_region, regions_of

_FACT: Final = "hosting.country_allowed"
_UNION: Final = "EU"
_ANYWHERE: Final = "ANY"
# Where the catalogue has a region that may compute in every Member State.
_ALL_UNION: Final = "EU*"
_COUNTRY_LETTERS: Final = 2
_UNDECLARED: Final = "the organisation has not declared in which countries hosted models may compute"
_OWN: Final = "the organisation's own, as far as was seen: nobody else computes it"


def assess(
    deployment: Deployment, declared: Fact | None, catalogue: Catalogue, day: date
) -> Iterator[Statement]:
    """Yield whether each region that was seen lies in a country that is allowed.

    Args:
        deployment: The deployment.
        declared: ``organisation.hosting_countries``, as far as it is known.
        catalogue: What operators are called.
        day: The day of the run: what the catalogue says of a region ages by it.
    """
    state = declared.state if declared else None
    if deployment.is_hosted is False:
        yield Silence(_FACT, Unknown(_OWN, Settler.NOBODY))
        return
    if not isinstance(state, Known) or not isinstance(state.value, tuple):
        yield Silence(_FACT, Unknown(_UNDECLARED, Settler.ORGANISATION, "auditor declare organisation"))
        return
    found = regions_of(deployment)
    for one in found:
        if one.elsewhere is not None:
            yield Silence(_FACT, one.elsewhere)
        else:
            yield _within(one.listing, state, frozenset(state.value), day)
    if not found:
        yield Silence(_FACT, Unknown(no_region(deployment, catalogue), Settler.OPERATOR))


def _within(listing: RegionListing, declared: Known, listed: frozenset[str], day: date) -> Statement:
    country, region = listing.country, listing.region
    allowed = listed | EU_MEMBER_STATES if _UNION in listed else listed
    inside = _is_inside(country.value or "", allowed)
    if inside is None:
        reason = f"{region.code} ({region.provider}) is not in one country that is known: {listing.location}"
        return Silence(_FACT, Unknown(reason, Settler.OPERATOR))
    where = f"region {region.code} of {region.provider}: {listing.location}"
    weight = Confidence.LOW if country.stale_after < day else country.confidence
    return Claim(
        fact=_FACT,
        value=inside,
        basis=Basis.INFERRED,
        confidence=weakest(weight, declared.confidence),
        method=f"{where}; allowed: {', '.join(sorted(listed)) or 'none'}",
        locator=f"catalogue:regions.json#{region.provider}/{region.code}",
        citation=country.citation,
    )


def _is_inside(country: str, allowed: frozenset[str]) -> bool | None:
    if _ANYWHERE in allowed:
        return True
    if country == _ALL_UNION:
        shared = allowed & EU_MEMBER_STATES
        return True if shared == EU_MEMBER_STATES else None if shared else False
    return country in allowed if len(country) == _COUNTRY_LETTERS else None
