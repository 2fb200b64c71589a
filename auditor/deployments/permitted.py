"""Whether a hosted model computes where the organisation lets it: in one of the countries that it declares.

``EU`` among them stands for every Member State, ``ANY`` for every country there is. A profile that computes
anywhere in the Union is within the list where all of the Union is, and outside of it where none is; in
between nobody knows. Of a service that computes anywhere, or where its operator chooses, nobody does either.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from auditor.catalogue import Catalogue
from auditor.deployments.hosted import (
    InRegion,
    attested,
    computed_elsewhere,
    no_region,
    regions_of,
    resting_on,
)
from auditor.domain.european_union import EU_MEMBER_STATES
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

_FACT: Final = "hosting.country_allowed"
_COUNTRY: Final = "hosting.country"
_UNION: Final = "EU"
_ANYWHERE: Final = "ANY"
# Where the catalogue has a region that may compute in every Member State.
_ALL_UNION: Final = "EU*"
_COUNTRY_LETTERS: Final = 2
_UNDECLARED: Final = "the organisation has not declared in which countries hosted models may compute"
_OWN: Final = "the organisation's own, as far as was seen: nobody else computes it"


def assess(
    deployment: Deployment, known: Mapping[str, Fact], declared: Fact | None, catalogue: Catalogue, day: date
) -> Iterator[Statement]:
    """Yield whether each region that was seen, or is declared, lies in a country that is allowed.

    Args:
        deployment: The deployment.
        known: What is known of it so far, what is declared of it included.
        declared: ``organisation.hosting_countries``, as far as it is known.
        catalogue: What operators are called.
        day: The day of the run: what the catalogue says of a region ages by it.
    """
    state = declared.state if declared else None
    if computed_elsewhere(deployment, known) is False:
        yield Silence(_FACT, Unknown(_OWN, Settler.NOBODY))
        return
    if not isinstance(state, Known) or not isinstance(state.value, tuple):
        yield Silence(_FACT, Unknown(_UNDECLARED, Settler.ORGANISATION, "auditor declare organisation"))
        return
    listed = frozenset(state.value)
    found, countries = regions_of(deployment, known), attested(known, _COUNTRY)
    for one in found:
        yield Silence(_FACT, one.elsewhere) if one.elsewhere else _within(one, state, listed, day)
    for claim in countries:
        yield _declared_within(claim, state, listed)
    if not found and not countries:
        yield Silence(_FACT, Unknown(no_region(deployment, catalogue), Settler.OPERATOR))


def _within(one: InRegion, declared: Known, listed: frozenset[str], day: date) -> Statement:
    country, region, location = one.listing.country, one.listing.region, one.listing.location
    inside = _is_inside(country.value or "", _allowed(listed))
    if inside is None:
        reason = f"{region.code} ({region.provider}) is not in one country that is known: {location}"
        return Silence(_FACT, Unknown(reason, Settler.OPERATOR))
    weight = Confidence.LOW if country.stale_after < day else country.confidence
    claim = Claim(
        fact=_FACT,
        value=inside,
        basis=Basis.INFERRED,
        confidence=weakest(weight, declared.confidence),
        method=f"region {region.code} of {region.provider}: {location}; {_listing(listed)}",
        locator=f"catalogue:regions.json#{region.provider}/{region.code}",
        citation=country.citation,
    )
    return resting_on(claim, one.said)


def _declared_within(claim: Claim, declared: Known, listed: frozenset[str]) -> Claim:
    """Return whether the country that a declaration names is in the list."""
    inside = bool({str(claim.value), _ANYWHERE} & _allowed(listed))
    return replace(
        claim,
        fact=_FACT,
        value=inside,
        confidence=weakest(claim.confidence, declared.confidence),
        method=f"declared to be computed in {claim.value}; {_listing(listed)}",
    )


def _allowed(listed: frozenset[str]) -> frozenset[str]:
    return listed | EU_MEMBER_STATES if _UNION in listed else listed


def _listing(listed: frozenset[str]) -> str:
    return f"allowed: {', '.join(sorted(listed)) or 'none'}"


def _is_inside(country: str, allowed: frozenset[str]) -> bool | None:
    if _ANYWHERE in allowed:
        return True
    if country == _ALL_UNION:
        shared = allowed & EU_MEMBER_STATES
        return True if shared == EU_MEMBER_STATES else None if shared else False
    return country in allowed if len(country) == _COUNTRY_LETTERS else None
