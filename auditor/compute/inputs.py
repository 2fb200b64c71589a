"""What the estimators read from the facts known so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue, Entry
from auditor.compute.calculator import figure
from auditor.domain.fact import Basis, Confidence, Conflict, Fact, Known, Unknown, weakest
from auditor.domain.observation import FileRole
from auditor.domain.subject import Model
from auditor.domain.values import Range


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, as the claims about it have it.

    Attributes:
        value: All claims' values; the central one is the first speaker's.
        confidence: What it is worth.
        is_attested: The organisation says so.
    """

    value: Range
    confidence: Confidence
    is_attested: bool

    @property
    def central(self) -> float:
        """The first speaker's number."""
        return self.value.low if self.value.central is None else self.value.central


def quantity(known: Mapping[str, Fact], name: str) -> Quantity | None:
    """Return a positive number among the facts; where its claims differ, all of them."""
    fact = known.get(name)
    if fact is None or isinstance(fact.state, Unknown):
        return None
    numbers = [float(claim.value) for claim in fact.state.claims if isinstance(claim.value, int | float)]
    if not numbers or min(numbers) <= 0:
        return None
    attested = fact.state.claims[0].basis is Basis.ATTESTED
    return Quantity(Range(min(numbers), max(numbers), numbers[0]), fact.state.confidence, attested)


def entry_of(known: Mapping[str, Fact], catalogue: Catalogue) -> Entry | None:
    """Return the catalogue entry that the model was joined to."""
    fact = known.get("model.catalogue_entry")
    if fact is None or not isinstance(fact.state, Known):
        return None
    return catalogue.entries.get(str(fact.state.value))


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


def is_adapter(model: Model) -> bool:
    """Say whether the weights only work on top of another model's."""
    return model.artifact.header.role is FileRole.ADAPTER


def formula(n_parameters: Quantity, n_tokens: Quantity) -> str:
    """Word the inputs of the architecture-based method."""
    return f"6 x {figure(n_parameters.central)} parameters x {figure(n_tokens.central)} tokens"
