"""What the organisation declares of how its deployments are hosted, bound to the deployments it means.

Who operates a deployment, where it is computed and whether somebody else computes it is said of the same
facts that are established from what was seen, so that the two are compared.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from auditor.declarations.attested import attest, family, silence, stated
from auditor.declarations.kinds.hosting import PARENT_KEY, SEAT_KEY
from auditor.declarations.problem import BindingProblem
from auditor.declarations.register import Register, said
from auditor.declarations.selector import mismatch
from auditor.declarations.stock import Stock
from auditor.domain.audit import Inventory
from auditor.domain.declaration import HostingDeclared
from auditor.domain.european_union import EU_MEMBER_STATES
from auditor.domain.fact import Claim, Statement
from auditor.domain.vocabulary import HOSTED

OPERATOR: Final = "deployment.operator"
REGION: Final = "deployment.region"
COMPUTED: Final = "deployment.hosted"
COUNTRY: Final = "hosting.country"
SEAT: Final = "hosting.operator_country"
OUTSIDE: Final = "hosting.third_country"
ATTESTS: Final = frozenset({OPERATOR, REGION, COMPUTED, COUNTRY, SEAT, OUTSIDE})
"""Facts of another producer that the organisation can state too."""

_WHAT: Final = "hosting"
_UNDECLARED: Final = "no hosting declaration names it"


@dataclass(frozen=True, slots=True)
class BoundHosting:
    """A hosting entry and the deployments it binds to; none where its selector did not match as expected."""

    declared: HostingDeclared
    deployment_ids: tuple[str, ...]


def bind_hosting(
    declared: Iterable[HostingDeclared], stock: Stock, problems: list[BindingProblem]
) -> tuple[BoundHosting, ...]:
    """Bind entries to the deployments they mean, and note those that match fewer or more than expected."""
    return tuple(_bind(one, stock, problems) for one in declared)


def _bind(declared: HostingDeclared, stock: Stock, problems: list[BindingProblem]) -> BoundHosting:
    matched = stock.ids("deployment", declared.deployment)
    wrong = mismatch(declared.deployment, matched)
    if wrong is None:
        return BoundHosting(declared, tuple(sorted(matched)))
    problems.append(BindingProblem(_WHAT, wrong, declared.provenance.locator))
    return BoundHosting(declared, ())


def about_deployments(
    bound: Iterable[BoundHosting], inventory: Inventory, held: Register
) -> Mapping[str, tuple[Statement, ...]]:
    """Return what is declared of every deployment, or that nothing is."""
    about: dict[str, list[Statement]] = {}
    for one in bound:
        statements = tuple(about_hosting(one.declared, held))
        for id_ in one.deployment_ids:
            about.setdefault(id_, []).extend(statements)
    # The same words for however many deployments nobody declares.
    nothing: tuple[Statement, ...] = tuple(silence(one.name, _UNDECLARED) for one in family(_WHAT))
    found = {place.id: tuple(about.get(place.id, ())) or nothing for place in inventory.deployments}
    return MappingProxyType(found)


def about_hosting(declared: HostingDeclared, held: Register) -> Iterator[Statement]:
    """Yield a claim per field of an entry, and a silence per field left out; before its first day all are."""
    left_out = held.left_out(_WHAT, declared.provenance)
    holds = declared.provenance.holds(held.as_of)
    given = dict(declared.fields) if holds else {}
    for definition in family(_WHAT):
        yield stated(definition, given, declared.provenance, left_out, held.backed)
    if holds:
        yield from _also_seen(declared, held)


def _also_seen(declared: HostingDeclared, held: Register) -> Iterator[Claim]:
    """Yield what is said of facts that are established from what was seen, too."""
    who, backed = declared.provenance, held.backed
    mode = dict(declared.fields).get("mode")
    if mode is not None:
        why = f"hosted as {mode}, declared by {said(who)}"
        yield attest(COMPUTED, mode in HOSTED, who, backed, key="mode", citation=why)
    if declared.operator is not None:
        yield attest(OPERATOR, declared.operator, who, backed, key="operator")
    yield from _established(declared, held)
    if declared.country is not None:
        yield attest(COUNTRY, declared.country, who, backed, key="region")
    if (region := declared.region) is not None:
        yield attest(REGION, f"{region.provider}:{region.code}", who, backed, key="region")


def _established(declared: HostingDeclared, held: Register) -> Iterator[Claim]:
    """Yield the operator's seat, and whether it or its ultimate parent sits outside the Union.

    One of them outside is enough; that none is takes both, or that there is no parent.
    """
    fields = dict(declared.fields)
    seat, parent = fields.get(SEAT_KEY), fields.get(PARENT_KEY)
    if isinstance(seat, str):
        yield attest(SEAT, seat, declared.provenance, held.backed, key=SEAT_KEY)
    known = {"operator": seat, "operator's ultimate parent": parent}
    outside = [
        (whose, country) for whose, country in known.items() if country and country not in EU_MEMBER_STATES
    ]
    by = f"declared by {said(declared.provenance)}"
    for whose, country in outside[:1]:
        why = f"seat of the {whose} in {country}, {by}"
        yield attest(OUTSIDE, True, declared.provenance, held.backed, key=SEAT_KEY, citation=why)
    if not outside and seat and PARENT_KEY in fields:
        why = f"seats of the operator and its ultimate parent, {by}"
        yield attest(OUTSIDE, False, declared.provenance, held.backed, key=SEAT_KEY, citation=why)
