"""Who operates a hosted model and where it is computed, by the catalogue's entities and regions.

What the organisation declares of either is looked up like what was seen; where they differ, it is a conflict.

A seat is where the law can reach its operator; a region is where it computes. One does not tell the other: an
operator from outside the Union may compute inside it. Nothing is said of what the organisation runs itself.

Where a provider lets each deployment choose how far it may go, the region of the resource does not say where
it computes; the type of the deployment does.

A region in Iceland, Norway or Liechtenstein is not one of the Union, though the GDPR holds there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditor.catalogue import Catalogue, Cell, Entity
from auditor.catalogue.hosts import load_hosts
from auditor.catalogue.regions import BEDROCK_PROFILES, RegionListing
from auditor.domain.european_union import EU_MEMBER_STATES
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Fact,
    Settler,
    Silence,
    Statement,
    Unknown,
    weakest,
)
from auditor.domain.serving import InUse
from auditor.domain.subject import Deployment
from auditor.domain.values import FactValue

_NAME: Final = "hosting.operator_name"
_KNOWN: Final = "hosting.operator_known"
_COUNTRY: Final = "hosting.operator_country"
_OUTSIDE: Final = "hosting.third_country"
_REGION: Final = "hosting.region_in_union"
_IN_COUNTRY: Final = "hosting.country"
_DECLARE: Final = "auditor declare hosting"
_DECLARE_SEAT: Final = f"{_DECLARE}  # operator_country"
_COUNTRY_LETTERS: Final = 2
_IN_UNION: Final = {"yes": True, "no": False}
# Country of a type of deployment that computes in the region of its resource.
_CALLED: Final = "REGION"
# Name of the setting in which a gateway keeps the region that its configuration states.
_OWN: Final = "the organisation's own, as far as was seen: nobody else operates it"
_NOBODY: Final = "nothing that was seen of it says who operates it"


def assess(
    deployment: Deployment, known: Mapping[str, Fact], catalogue: Catalogue, day: date
) -> Iterator[Statement]:
    """Yield where the operator of a deployment is established, and whether its region lies in the Union.

    Args:
        deployment: The deployment.
        known: What is known of it so far, what is declared of it included.
        catalogue: The catalogue, as it weighs on the day of the run.
        day: That day: what the catalogue says of a region ages by the same clock.
    """
    operators: dict[str, Claim | None] = {
        str(claim.value): claim for claim in attested(known, "deployment.operator")
    }
    # What was seen needs nobody's word.
    operators |= dict.fromkeys(seen.operator for seen in deployment.seen if seen.operator)
    is_hosted = computed_elsewhere(deployment, known)
    for id_, said in sorted(operators.items()):
        yield _named(id_, catalogue.entities.get(id_), said)
        yield from _seat(id_, catalogue.entities.get(id_), said)
    yield _is_known(deployment, operators, is_hosted)
    if not operators:
        reason = _OWN if is_hosted is False else _NOBODY
        unknown = Unknown(reason, Settler.OPERATOR, _DECLARE)
        yield from (Silence(fact, unknown) for fact in (_NAME, _COUNTRY, _OUTSIDE))
    yield from _regions(deployment, known, catalogue, day)


def attested(known: Mapping[str, Fact], name: str) -> tuple[Claim, ...]:
    """Return what the organisation itself says of a fact."""
    state = known[name].state if name in known else None
    claims = () if state is None or isinstance(state, Unknown) else state.claims
    return tuple(claim for claim in claims if claim.basis is Basis.ATTESTED)


def computed_elsewhere(deployment: Deployment, known: Mapping[str, Fact]) -> bool | None:
    """Return whether somebody else computes it; ``None`` where nothing tells, or what was said differs."""
    said = {claim.value is True for claim in attested(known, "deployment.hosted")}
    told = (said | {deployment.is_hosted}) - {None}
    return told.pop() if len(told) == 1 else None


def _is_known(
    deployment: Deployment, operators: Mapping[str, Claim | None], is_hosted: bool | None
) -> Statement:
    """Return whether anybody is told to operate a service; nothing of what is not known to be one."""
    if not operators and is_hosted is not True:
        return Silence(_KNOWN, Unknown(_OWN if is_hosted is False else _NOBODY, Settler.OPERATOR))
    how = f"operated by {', '.join(sorted(operators))}" if operators else _NOBODY
    words = [said for said in operators.values() if said is not None]
    if words and len(words) == len(operators):
        return replace(words[0], fact=_KNOWN, value=True, method=how)
    return Claim(_KNOWN, bool(operators), Basis.INFERRED, Confidence.MEDIUM, how, deployment.locator)


@dataclass(frozen=True, slots=True)
class InRegion:
    """A region of the catalogue that a deployment was seen with, or is declared to be in.

    Attributes:
        listing: What is known of the region.
        elsewhere: Why it does not say where it computes; ``None`` where it does.
        called_in: The region that a profile is called in, as written beside it; empty where none is.
        said: The declaration that names it, where one does.
    """

    listing: RegionListing
    elsewhere: Unknown | None = None
    called_in: str = ""
    said: Claim | None = None


def regions_of(deployment: Deployment, known: Mapping[str, Fact]) -> tuple[InRegion, ...]:
    """Return each region that was seen or is declared and that the catalogue knows, in their order."""
    found: dict[tuple[str, str], InRegion] = {}
    for one in (*_seen_in(deployment), *_declared_in(known)):
        key = (one.listing.region.provider, one.listing.region.code)
        # What says the type of a deployment, or where it computes, tells more than what does not.
        if key not in found or (found[key].elsewhere is not None and one.elsewhere is None):
            found[key] = one
    return tuple(found[key] for key in sorted(found))


def _seen_in(deployment: Deployment) -> Iterator[InRegion]:
    for seen in deployment.seen:
        listing = load_hosts().regions.find(seen.region.provider, seen.region.code) if seen.region else None
        if listing is not None:
            yield InRegion(listing, _elsewhere(listing, seen), _called_in(listing, seen))


def _declared_in(known: Mapping[str, Fact]) -> Iterator[InRegion]:
    """Yield the regions that are declared: they are where it computes, whatever its resource is in."""
    for claim in attested(known, "deployment.region"):
        provider, _, code = str(claim.value).partition(":")
        listing = load_hosts().regions.find(provider, code)
        if listing is not None:
            yield InRegion(listing, said=claim)


def _regions(
    deployment: Deployment, known: Mapping[str, Fact], catalogue: Catalogue, day: date
) -> Iterator[Statement]:
    """Yield where each region lies, as far as its provider computes there, and each country declared."""
    found, countries = regions_of(deployment, known), attested(known, _IN_COUNTRY)
    for one in found:
        if one.elsewhere is not None:
            yield from (Silence(fact, one.elsewhere) for fact in (_REGION, _IN_COUNTRY))
        else:
            yield from _lies(one, day)
    for claim in countries:
        yield replace(claim, fact=_REGION, value=claim.value in EU_MEMBER_STATES)
    if not found and not countries:
        unknown = Unknown(no_region(deployment, catalogue), Settler.OPERATOR)
        yield from (Silence(fact, unknown) for fact in (_REGION, _IN_COUNTRY))


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
    written = seen.deployment_type
    told = hosts.regions.find(types, written) if written else None
    if told is not None and told.country.value == _CALLED:
        return None
    where = f"{region.code} ({region.provider}) is where the resource is, not where it computes"
    reason = f"{where}: it is deployed as {written}{f', {told.note}' if told and told.note else ''}"
    if not written:
        reason = f"{where}: which deployment type is it, Standard, DataZoneStandard or GlobalStandard?"
    return Unknown(reason, Settler.ORGANISATION)


def _named(id_: str, entity: Entity | None, said: Claim | None) -> Statement:
    """Return the name of an operator: an id of the catalogue is no name to sign under."""
    if entity is None and said is not None:
        return replace(said, fact=_NAME)
    if entity is None or entity.name is None:
        return Silence(_NAME, Unknown(f"the catalogue does not name {id_}", Settler.OPERATOR))
    claim = _catalogued(_NAME, entity.name.value, entity.name, "name of the operator", f"entities.json#{id_}")
    return resting_on(claim, said)


def _seat(id_: str, entity: Entity | None, said: Claim | None) -> Iterator[Statement]:
    """Yield the seat of an operator, and whether it or its parent sits outside the Union."""
    country, parent = (entity.country, entity.parent_country) if entity else (None, None)
    if country is None:
        reason = f"the catalogue does not say where {id_} is established"
        unknown = Unknown(reason, Settler.OPERATOR, _DECLARE_SEAT)
        yield from (Silence(fact, unknown) for fact in (_COUNTRY, _OUTSIDE))
        return
    seat = _catalogued(_COUNTRY, country.value, country, "seat of the operator", f"entities.json#{id_}")
    yield resting_on(seat, said)
    outside = [cell for cell in (country, parent) if cell and cell.value not in EU_MEMBER_STATES]
    if outside:
        # One seat outside is enough; the better founded one decides what that is worth.
        cell = max(outside, key=lambda one: one.confidence.rank)
        whose = "operator" if cell is country else "operator's ultimate parent"
        method = f"seat of the {whose} in {cell.value}"
        yield resting_on(_catalogued(_OUTSIDE, True, cell, method, f"entities.json#{id_}"), said)
    elif parent is None:
        reason = f"the catalogue does not say where the parent of {id_} is established"
        yield Silence(_OUTSIDE, Unknown(reason, Settler.OPERATOR, f"{_DECLARE}  # operator_parent_country"))
    else:
        cell = min((country, parent), key=lambda one: one.confidence.rank)
        method = "seats of the operator and its ultimate parent"
        yield resting_on(_catalogued(_OUTSIDE, False, cell, method, f"entities.json#{id_}"), said)


def _called_in(listing: RegionListing, seen: InUse) -> str:
    """Return the region that a profile is called in, as written beside it; empty where none is."""
    written = seen.region_written
    is_region = load_hosts().regions.find("aws", written) is not None
    return written if is_region and listing.region.provider == BEDROCK_PROFILES else ""


def _lies(one: InRegion, day: date) -> Iterator[Statement]:
    """Yield the country of a region and whether that is in the Union, where it is one place that is known."""
    country = one.listing.country.value or ""
    inside = _IN_UNION.get(one.listing.in_eu)
    called = f"called in {one.called_in}, " if one.called_in else ""
    unknown = _no_one_place(one)
    yield Silence(_REGION, unknown) if inside is None else _catalogued_in(_REGION, inside, one, day, called)
    if len(country) == _COUNTRY_LETTERS:
        yield _catalogued_in(_IN_COUNTRY, country, one, day, called)
    else:
        yield Silence(_IN_COUNTRY, unknown)


def _no_one_place(one: InRegion) -> Unknown:
    listing, region = one.listing, one.listing.region
    called = f"; it is called in {one.called_in}" if one.called_in else ""
    said = "; ".join(word for word in (listing.location, listing.note) if word)
    reason = f"{region.code} ({region.provider}) is no one place that is known: {said}{called}"
    return Unknown(reason, Settler.OPERATOR)


def _catalogued_in(fact: str, value: FactValue, one: InRegion, day: date, called: str) -> Claim:
    """Return what follows from where a region lies."""
    region, cell = one.listing.region, one.listing.country
    confidence = Confidence.LOW if cell.stale_after < day else cell.confidence
    method = f"{called}region {region.code} of {region.provider}: {one.listing.location}"
    locator = f"catalogue:regions.json#{region.provider}/{region.code}"
    claim = Claim(fact, value, Basis.CATALOGUED, confidence, method, locator, cell.citation)
    return resting_on(claim, one.said)


def resting_on(claim: Claim, said: Claim | None) -> Claim:
    """Return what the catalogue has of something; on the word that it is that, where it is only declared."""
    if said is None:
        return claim
    citation = "; ".join(filter(None, (said.citation, claim.citation)))
    weight = weakest(claim.confidence, said.confidence)
    return replace(
        said,
        fact=claim.fact,
        value=claim.value,
        confidence=weight,
        method=claim.method,
        citation=citation,
    )


def _catalogued(fact: str, value: FactValue, cell: Cell[str], method: str, place: str) -> Claim:
    confidence = weakest(Confidence.MEDIUM, cell.confidence)
    return Claim(fact, value, Basis.CATALOGUED, confidence, method, f"catalogue:{place}", cell.citation)
