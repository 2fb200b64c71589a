"""Who operates a hosted model and where it is computed, by the catalogue's entities and regions.

A seat is where the law can reach its operator; a region is where it computes. One does not tell the other: an
operator from outside the Union may compute inside it. Nothing is said of what the organisation runs itself.

Where a provider lets each deployment choose how far it may go, the region of the resource does not say where
it computes; the type of the deployment does.

A region in Iceland, Norway or Liechtenstein is not one of the Union, though the GDPR holds there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.catalogue import EU_MEMBER_STATES, Catalogue, Cell, Entity
from auditor.catalogue.hosts import load_hosts
from auditor.catalogue.regions import BEDROCK_PROFILES, RegionListing
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown, weakest
from auditor.domain.serving import DEPLOYMENT_TYPE, InUse
from auditor.domain.subject import Deployment
from auditor.domain.values import FactValue

_NAME: Final = "hosting.operator_name"
_KNOWN: Final = "hosting.operator_known"
_COUNTRY: Final = "hosting.operator_country"
_OUTSIDE: Final = "hosting.third_country"
_REGION: Final = "hosting.region_in_union"
_IN_UNION: Final = {"yes": True, "no": False}
# Country of a type of deployment that computes in the region of its resource.
_CALLED: Final = "REGION"
# Name of the setting in which a gateway keeps the region that its configuration states.
_WRITTEN_REGION: Final = "region"
_OWN: Final = "the organisation's own, as far as was seen: nobody else operates it"
_NOBODY: Final = "nothing that was seen of it says who operates it"


def assess(deployment: Deployment, catalogue: Catalogue, day: date) -> Iterator[Statement]:
    """Yield where the operator of a deployment is established, and whether its region lies in the Union.

    Args:
        deployment: The deployment.
        catalogue: The catalogue, as it weighs on the day of the run.
        day: That day: what the catalogue says of a region ages by the same clock.
    """
    operators = {seen.operator for seen in deployment.seen if seen.operator}
    for id_ in sorted(operators):
        yield _named(id_, catalogue.entities.get(id_))
        yield from _seat(id_, catalogue.entities.get(id_))
    yield _is_known(deployment, operators)
    if not operators:
        reason = _OWN if deployment.is_hosted is False else _NOBODY
        yield from (Silence(fact, Unknown(reason, Settler.OPERATOR)) for fact in (_NAME, _COUNTRY, _OUTSIDE))
    yield from _regions(deployment, catalogue, day)


def _is_known(deployment: Deployment, operators: set[str]) -> Statement:
    """Return whether anybody is told to operate a service; nothing of what is not known to be one."""
    if not operators and deployment.is_hosted is not True:
        return Silence(_KNOWN, Unknown(_OWN if deployment.is_hosted is False else _NOBODY, Settler.OPERATOR))
    how = f"operated by {', '.join(sorted(operators))}" if operators else _NOBODY
    return Claim(_KNOWN, bool(operators), Basis.INFERRED, Confidence.MEDIUM, how, deployment.locator)


@dataclass(frozen=True, slots=True)
class InRegion:
    """A region of the catalogue that a deployment was seen with.

    Attributes:
        listing: What is known of the region.
        seen: What was seen.
        elsewhere: Why it does not say where it computes; ``None`` where it does.
    """

    listing: RegionListing
    seen: InUse
    elsewhere: Unknown | None


def regions_of(deployment: Deployment) -> tuple[InRegion, ...]:
    """Return each region that a deployment was seen with and that the catalogue knows, in their order."""
    found: dict[tuple[str, str], InRegion] = {}
    for seen in deployment.seen:
        listing = load_hosts().regions.find(seen.region.provider, seen.region.code) if seen.region else None
        if listing is not None:
            one = InRegion(listing, seen, _elsewhere(listing, seen))
            key = (listing.region.provider, listing.region.code)
            # What says the type of a deployment tells more than what does not.
            if key not in found or one.elsewhere is None:
                found[key] = one
    return tuple(found[key] for key in sorted(found))


def _regions(deployment: Deployment, catalogue: Catalogue, day: date) -> Iterator[Statement]:
    """Yield whether each region that was seen lies in the Union, as far as its provider computes there."""
    found = regions_of(deployment)
    for one in found:
        if one.elsewhere is not None:
            yield Silence(_REGION, one.elsewhere)
        else:
            yield _lies(one.listing, day, _called_in(one.listing, one.seen))
    if not found:
        yield Silence(_REGION, Unknown(no_region(deployment, catalogue), Settler.OPERATOR))


def no_region(deployment: Deployment, catalogue: Catalogue) -> str:
    """Return why no region of the catalogue is known of it: what was seen, if it is none of them."""
    written = sorted({(seen.region.code, seen.region.provider) for seen in deployment.seen if seen.region})
    if not written:
        return "nothing that was seen of it says in which region"
    said = " and ".join(f"{code!r} of {_entity_name(catalogue, of)}" for code, of in written)
    return f"region {said} is not in the catalogue"


def _entity_name(catalogue: Catalogue, id_: str) -> str:
    entity = catalogue.entities.get(id_)
    # Which companies of a group operate and contract stands behind its name.
    return entity.name.value.partition(" (")[0] if entity and entity.name else id_


def _elsewhere(listing: RegionListing, seen: InUse) -> Unknown | None:
    """Return why a region does not say where it computes; ``None`` where it does."""
    region, hosts = listing.region, load_hosts()
    types = hosts.regions.deployment_types.get(region.provider)
    match = hosts.of_host(seen.host) if seen.host else None
    if types is None or (match is not None and match.listing.computes_in_region):
        return None
    written = dict(seen.settings).get(DEPLOYMENT_TYPE, "")
    told = hosts.regions.find(types, written) if written else None
    if told is not None and told.country.value == _CALLED:
        return None
    where = f"{region.code} ({region.provider}) is where the resource is, not where it computes"
    reason = f"{where}: it is deployed as {written}{f', {told.note}' if told and told.note else ''}"
    if not written:
        reason = f"{where}: which deployment type is it, Standard, DataZoneStandard or GlobalStandard?"
    return Unknown(reason, Settler.ORGANISATION)


def _named(id_: str, entity: Entity | None) -> Statement:
    """Return the name of an operator: an id of the catalogue is no name to sign under."""
    if entity is None or entity.name is None:
        return Silence(_NAME, Unknown(f"the catalogue does not name {id_}", Settler.OPERATOR))
    return _catalogued(_NAME, entity.name.value, entity.name, "name of the operator", f"entities.json#{id_}")


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


def _called_in(listing: RegionListing, seen: InUse) -> str:
    """Return the region that a profile is called in, as written beside it; empty where none is."""
    written = dict(seen.settings).get(_WRITTEN_REGION, "")
    is_region = load_hosts().regions.find("aws", written) is not None
    return written if is_region and listing.region.provider == BEDROCK_PROFILES else ""


def _lies(listing: RegionListing, day: date, called_in: str) -> Statement:
    """Return whether a region lies in the Union; of a profile whose place depends, that is not known."""
    region, cell = listing.region, listing.country
    inside = _IN_UNION.get(listing.in_eu)
    if inside is None:
        called = f"; it is called in {called_in}" if called_in else ""
        said = "; ".join(word for word in (listing.location, listing.note) if word)
        reason = f"{region.code} ({region.provider}) is no one place that is known: {said}{called}"
        return Silence(_REGION, Unknown(reason, Settler.OPERATOR))
    confidence = Confidence.LOW if cell.stale_after < day else cell.confidence
    called = f"called in {called_in}, " if called_in else ""
    method = f"{called}region {region.code} of {region.provider}: {listing.location}"
    locator = f"catalogue:regions.json#{region.provider}/{region.code}"
    return Claim(_REGION, inside, Basis.CATALOGUED, confidence, method, locator, cell.citation)


def _catalogued(fact: str, value: FactValue, cell: Cell[str], method: str, place: str) -> Claim:
    confidence = weakest(Confidence.MEDIUM, cell.confidence)
    return Claim(fact, value, Basis.CATALOGUED, confidence, method, f"catalogue:{place}", cell.citation)
