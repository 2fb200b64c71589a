"""``declaration.union_links``: what on record links the organisation to the Union, and who denies every link.

A seat, a system supplied there and a place that is computed there show no placement, use or output by
themselves. Beside them the word that there is no link at all does not stand unopposed.

Source:
    Regulation (EU) 2024/1689, Art. 2(1): placing on the Union market, use in the Union, output used there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from auditor.declarations.attested import attest
from auditor.declarations.binding import Bound
from auditor.declarations.problem import BindingProblem
from auditor.declarations.register import Register
from auditor.domain.european_union import EU_MEMBER_STATES
from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, Statement
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment
from auditor.domain.values import FactValue

_LINKS: Final = "declaration.union_links"
_IN_UNION: Final = "hosting.region_in_union"
_MOST_NAMED: Final = 3
# A field of a system, the values that say so, and what they say.
_OF_SYSTEMS: Final[tuple[tuple[str, tuple[FactValue, ...], str], ...]] = (
    ("supplied", ("first", "further"), "is supplied in the Union"),
    ("represents_provider", (True,), "has the organisation as its provider's representative in the Union"),
)


def union_links(bound: Bound, places: Iterable[tuple[Deployment, Claim]]) -> tuple[Claim, ...]:
    """Return what links the organisation to the Union, or that nothing on record does.

    Args:
        bound: What is declared.
        places: Deployments, each with what says that it is computed in the Union.
    """
    found = (*_declared(bound.register), *_computed(places))
    nothing = Claim(_LINKS, (), Basis.MEASURED, Confidence.HIGH, "what was seen and declared", "declarations")
    return found or (nothing,)


def _declared(held: Register) -> Iterator[Claim]:
    if (whose := held.organisation) is not None:
        country = dict(whose.fields).get("country")
        if country in EU_MEMBER_STATES:
            words = (f"the seat in {country}",)
            yield attest(_LINKS, words, whose.of("country"), held.backed, key="country")
    for system in held.systems:
        given = dict(system.fields)
        for key, values, said in _OF_SYSTEMS:
            if given.get(key) in values:
                words = (f"system {system.id} {said}",)
                yield attest(_LINKS, words, system.of(key), held.backed, key=key)


def _computed(places: Iterable[tuple[Deployment, Claim]]) -> Iterator[Claim]:
    """Yield the first places that are computed in the Union by their names, and how many more there are."""
    used = [(one, claim) for one, claim in places if one.state is not DeploymentState.PRESENT]
    used.sort(key=lambda pair: pair[0].locator)
    more = len(used) - _MOST_NAMED
    for number, (one, claim) in enumerate(used[: _MOST_NAMED + 1]):
        words = f"{one.locator} is computed in the Union"
        if number == _MOST_NAMED:
            words = f"{more:,} more {'is' if more == 1 else 'are'} computed there"
        yield Claim(_LINKS, (words,), Basis.INFERRED, claim.confidence, _IN_UNION, claim.locator)


def in_union(deployment: Deployment, claims: Iterable[Statement]) -> Iterator[tuple[Deployment, Claim]]:
    """Yield a deployment with each claim that it is computed in the Union."""
    for claim in claims:
        if isinstance(claim, Claim) and claim.fact == _IN_UNION and claim.value is True:
            yield deployment, claim
            return


def denied(bound: Bound, known: Mapping[str, Fact]) -> Iterator[BindingProblem]:
    """Yield what is declared absent while what is on record contradicts that.

    Args:
        bound: What is declared, with the fact that contradicts each kind of evidence that has one.
        known: Facts of the organisation.
    """
    for record in bound.evidence:
        fact = known.get(bound.contradicted.get(record.evidence, ""))
        if fact is None or record.state is not EvidenceState.ABSENT:
            continue
        if isinstance(fact.state, Known) and isinstance(fact.state.value, tuple) and fact.state.value:
            said = f"declared absent, but on record: {', '.join(fact.state.value)}"
            yield BindingProblem(f"evidence {record.evidence!r}", said, record.locator)
