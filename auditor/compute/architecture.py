"""Six operations per parameter and token."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.catalogue import Catalogue
from auditor.compute.calculator import FLOP_PER_PARAMETER_AND_TOKEN, architecture_flop, figure
from auditor.compute.inputs import Quantity, declared_bases, formula, quantity
from auditor.compute.training_run import TrainingRun
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact, weakest
from auditor.domain.figures import Rounding, exactly
from auditor.domain.subject import Model
from auditor.domain.values import Range

# Operations per parameter and token of the forward pass alone.
_FORWARD: Final = 2
_SOURCE: Final = "Commission guidelines on GPAI models, Annex A.2"
_MIXTURE: Final = "from its general formula, with the parameters used per token (inferred)"


@dataclass(frozen=True, slots=True)
class ArchitectureEstimator:
    """Multiplies counted parameters and training tokens.

    Its range is what the claims about its inputs span. For a mixture of experts the parameters used
    per token count, which follows from the guidelines' general formula and not from their shortcut.
    """

    method: str = "6PD"

    def estimate(self, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        """Yield the product, if tokens and parameters per token are both known."""
        tokens, per_token = training_tokens(known), parameters_per_token(model, known, catalogue)
        if tokens is None or per_token is None:
            return
        if catalogue.joined(known) is None and declared_bases(known) and not tokens.is_attested:
            return
        is_mixture = has_experts(known)
        trained = quantity(known, "model.trainable_parameters") if tokens.is_attested else None
        flop = _product(per_token.value, tokens.value, trained)
        result = (
            f"{formula(per_token, tokens)} = {figure(flop.central or flop.low)} FLOP{_frozen(trained, flop)}"
        )
        if trained is None and flop.low < flop.high:
            # The claims about its inputs differ, and a range has ends that the first of them does not give.
            result += f", all that is said of both: {_ends(per_token.value, tokens.value, flop)}"
        run = TrainingRun(
            flop=flop,
            basis=Basis.INFERRED,
            confidence=weakest(Confidence.MEDIUM, per_token.confidence, tokens.confidence),
            method=f"{self.method}, active parameters" if is_mixture else self.method,
            locator=model.locations[0],
            citation=f"{result}; {_SOURCE}{f', {_MIXTURE}' if is_mixture else ''}",
            # A training declaration states the tokens of one run, whatever it was run on.
            is_one_run=tokens.is_attested,
        )
        yield from run.claims(known, catalogue)


def training_tokens(known: Mapping[str, Fact]) -> Quantity | None:
    """Return the training tokens, unless the claims about them are in conflict: no figure could be chosen."""
    fact = known.get("model.training_tokens")
    if fact is not None and isinstance(fact.state, Conflict):
        return None
    return quantity(known, "model.training_tokens")


def has_experts(known: Mapping[str, Fact]) -> bool:
    """Say whether the network is known to be a mixture of experts."""
    experts = quantity(known, "model.n_experts")
    total, active = quantity(known, "model.n_parameters"), quantity(known, "model.n_active_parameters")
    fewer = total is not None and active is not None and active.value.high < total.value.low
    return experts is not None or fewer


def parameters_per_token(model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Quantity | None:
    """Return the parameters that each token passes through; for an adapter, its base's."""
    if model.is_adapter:
        return _of_base(known, catalogue)
    active = quantity(known, "model.n_active_parameters")
    if active is not None or has_experts(known):
        return active
    return quantity(known, "model.n_parameters")


def _of_base(known: Mapping[str, Fact], catalogue: Catalogue) -> Quantity | None:
    """Return the size of an adapter's only base, of which just the name is known.

    Its configuration and the declaration of its training may each spell that name in their own way.
    """
    named = [catalogue.named(name) for name in declared_bases(known)]
    bases = {entry.id: entry for entry in named if entry is not None}
    if len(bases) != 1 or None in named:
        return None
    (base,) = bases.values()
    size = base.n_active_parameters or base.n_parameters
    if size is None:
        return None
    value = Range(size.value, size.value, size.value)
    source = f"of its base {base.id}: {size.citation}"
    return Quantity(value, weakest(Confidence.MEDIUM, size.confidence), is_attested=False, source=source)


def _ends(parameters: Range, tokens: Range, flop: Range) -> str:
    """Return both ends of the range with the inputs they are made of."""
    low = f"6 x {exactly(parameters.low)} x {exactly(tokens.low)} = {figure(flop.low, Rounding.DOWN)}"
    high = f"6 x {exactly(parameters.high)} x {exactly(tokens.high)} = {figure(flop.high, Rounding.UP)}"
    return f"{low} to {high} FLOP"


def _product(parameters: Range, tokens: Range, trained: Quantity | None) -> Range:
    """Return the figure, and as its low what weights that stay as they are need at the least.

    Of the six operations per parameter and token two are the forward pass, which goes through all of them;
    the other four make gradients, and weights that are not trained need none of their own.

    Source:
        Commission guidelines on GPAI models, Annex A.2, the general formula; its split is an inference.
    """
    low = architecture_flop(parameters.low, tokens.low)
    high = architecture_flop(parameters.high, tokens.high)
    central = architecture_flop(parameters.central or parameters.low, tokens.central or tokens.low)
    if trained is not None:
        share = min(1.0, trained.value.low / parameters.low)
        low *= (_FORWARD + (FLOP_PER_PARAMETER_AND_TOKEN - _FORWARD) * share) / FLOP_PER_PARAMETER_AND_TOKEN
    return Range(low, high, min(max(central, low), high))


def _frozen(trained: Quantity | None, flop: Range) -> str:
    """Word what only some of the weights being trained comes to."""
    if trained is None:
        return ""
    return (
        f", and at least {figure(flop.low, Rounding.DOWN)} FLOP, as only {exactly(trained.central)} "
        f"parameters were trained ({trained.source})"
    )
