"""What the estimators read from the facts known so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.compute.calculator import product
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact, Known, Unknown, weakest
from auditor.domain.figures import exactly
from auditor.domain.values import Range


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, as the claims about it have it.

    Attributes:
        value: All claims' values; the central one is the first speaker's.
        confidence: What it is worth.
        is_attested: The organisation says so.
        source: Where the first speaker's number comes from, with its citation.
    """

    value: Range
    confidence: Confidence
    is_attested: bool
    source: str

    @property
    def central(self) -> float:
        """The first speaker's number."""
        return self.value.low if self.value.central is None else self.value.central


def quantity(known: Mapping[str, Fact], name: str) -> Quantity | None:
    """Return a positive number among the facts; where its claims differ, all of them.

    Raises:
        FigureError: it is none that can be computed with.
    """
    fact = known.get(name)
    if fact is None or isinstance(fact.state, Unknown):
        return None
    stated = [(claim.value, claim) for claim in fact.state.claims if isinstance(claim.value, int | float)]
    if not stated or min(number for number, _ in stated) <= 0:
        return None
    numbers = [product(name, number) for number, _ in stated]
    first = stated[0][1]
    span = Range(min(numbers), max(numbers), numbers[0])
    return Quantity(span, fact.state.confidence, first.basis is Basis.ATTESTED, _source(first))


def _source(claim: Claim) -> str:
    return f"{claim.basis.value}, {claim.method}: {claim.citation or claim.locator}"


def join_confidence(known: Mapping[str, Fact], cell: Confidence) -> Confidence:
    """Return what a figure of the entry is worth for this model: never more than the join."""
    fact = known.get("model.catalogue_entry")
    joined = fact.state.confidence if fact and isinstance(fact.state, Known | Conflict) else Confidence.LOW
    return weakest(Confidence.MEDIUM, joined, cell)


def declared_bases(known: Mapping[str, Fact]) -> tuple[str, ...]:
    """Return the names of the models it says it was made from."""
    fact = known.get("model.base_models")
    if fact is None or not isinstance(fact.state, Known) or not isinstance(fact.state.value, tuple):
        return ()
    return fact.state.value


def attested_bases(known: Mapping[str, Fact]) -> tuple[str, ...]:
    """Return what the organisation names as what its training run started from."""
    fact = known.get("model.base_models")
    if fact is None or isinstance(fact.state, Unknown):
        return ()
    said = (claim.value for claim in fact.state.claims if claim.basis is Basis.ATTESTED)
    return tuple(dict.fromkeys(name for names in said if isinstance(names, tuple) for name in names))


def formula(n_parameters: Quantity, n_tokens: Quantity) -> str:
    """Word the inputs of the architecture-based method, every digit and source of them."""
    return (
        f"6 x {exactly(n_parameters.central)} parameters ({n_parameters.source}) "
        f"x {exactly(n_tokens.central)} tokens ({n_tokens.source})"
    )
