"""From every method's figure to the four ``compute.*`` facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.catalogue import Catalogue
from auditor.compute.architecture import has_experts, parameters_per_token, training_tokens
from auditor.compute.base import Estimator
from auditor.compute.calculator import bounds, figure
from auditor.compute.inputs import declared_bases, is_adapter
from auditor.compute.lineage import NoFigure, Sum, cumulative_flop, with_bases
from auditor.domain.fact import Claim, Confidence, Conflict, Fact, Settler, Silence, Statement, Unknown
from auditor.domain.figures import Rounding
from auditor.domain.subject import Model
from auditor.domain.values import Range

_QUANTITIES: Final = ("update", "cumulative")
_DECLARE: Final = "auditor declare training"


def assess(
    model: Model, known: Mapping[str, Fact], catalogue: Catalogue, estimators: Iterable[Estimator]
) -> Iterator[Statement]:
    """Yield every statement about the model's training compute.

    Args:
        model: The model.
        known: Facts known so far; training tokens may be attested by a training declaration.
        catalogue: The catalogue as it weighs on the day of the audit.
        estimators: The methods of estimating, best first: ``compute.ESTIMATORS``.
    """
    claims = [claim for one in estimators for claim in one.estimate(model, known, catalogue)]
    for quantity in _QUANTITIES:
        figures = _spanned([claim for claim in claims if claim.fact == f"compute.{quantity}_flop"])
        fact = f"compute.{quantity}_bounds_flop"
        envelope = [claim for claim in claims if claim.fact == fact]
        if figures:
            yield from figures
            yield from (_bounded(claim, fact) for claim in figures)
            continue
        reason = _why_none(quantity, model, known, catalogue)
        yield _silence(f"compute.{quantity}_flop", reason)
        yield from envelope
        if not envelope:
            yield _silence(fact, reason)


def _range(claim: Claim) -> Range:
    assert isinstance(claim.value, Range)
    return claim.value


def _bounded(claim: Claim, fact: str) -> Claim:
    """Return a claim's bounds, and how they follow from its range and its figure."""
    span = _range(claim)
    within = bounds(span)
    low, high = figure(within.low, Rounding.DOWN), figure(within.high, Rounding.UP)
    how = f"bounds: the range, 0.7 and 1.3 x {figure(span.central or span.low)}: {low} to {high} FLOP"
    return replace(claim, fact=fact, value=within, citation=f"{claim.citation}; {how}")


def _silence(fact: str, reason: str) -> Silence:
    return Silence(fact, Unknown(reason, Settler.PROVIDER, _DECLARE))


def _spanned(claims: Sequence[Claim]) -> list[Claim]:
    """Let the low and high of methods that agree with the best one span all of them.

    Two methods agree when each lies within the other's permitted error; one that does not keeps its
    own range, and the fact becomes a conflict.
    """
    if len(claims) < 2:
        return list(claims)
    best = bounds(_range(claims[0]))
    agreeing = [claim for claim in claims if _overlap(best, bounds(_range(claim)))]
    low = min(_range(claim).low for claim in agreeing)
    high = max(_range(claim).high for claim in agreeing)
    ends = f"range: {_named(low, agreeing)} to {_named(high, agreeing)}"
    return [
        _widened(claim, Range(low, high, _range(claim).central), ends) if claim in agreeing else claim
        for claim in claims
    ]


def _named(end: float, claims: Sequence[Claim]) -> str:
    """Return an end of a range with the method whose figure it is."""
    method = next(claim.method for claim in claims if end in (_range(claim).low, _range(claim).high))
    return f"{figure(end)} ({method})"


def _widened(claim: Claim, span: Range, ends: str) -> Claim:
    """Return a claim with the range of all methods that agree, which its citation takes apart."""
    if span == _range(claim):
        return claim
    return replace(claim, value=span, citation=f"{claim.citation}; {ends} FLOP")


def _overlap(one: Range, other: Range) -> bool:
    return one.low <= other.high and other.low <= one.high


def _why_none(quantity: str, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> str:
    entry = catalogue.joined(known)
    tokens = known.get("model.training_tokens")
    bases = (entry.base_models.value if entry.base_models else ()) if entry else declared_bases(known)
    if tokens is not None and isinstance(tokens.state, Conflict):
        return "its sources state different numbers of training tokens"
    if training_tokens(known) is None:
        return _no_tokens(bases, catalogue, is_derived=bool(bases) or is_adapter(model))
    if parameters_per_token(model, known, catalogue) is None:
        what = "the number of its parameters"
        return f"{what} used per token is not known" if has_experts(known) else f"{what} is not known"
    total = with_bases(Sum(0.0, Confidence.HIGH, ""), bases, catalogue, self_id=entry.id if entry else "")
    if quantity == "cumulative" and isinstance(total, NoFigure):
        return f"{total.reason}, and its compute counts"
    return "the compute of its own training is not known"


def _no_tokens(bases: Sequence[str], catalogue: Catalogue, *, is_derived: bool) -> str:
    if not is_derived:
        return "its training tokens are not known"
    if not bases:
        return "the tokens of its own training are not known, nor is what it was made from"
    alone = "; ".join(_alone(name, catalogue) for name in bases)
    return f"the training tokens of its own run are not known; {alone}"


def _alone(name: str, catalogue: Catalogue) -> str:
    base = catalogue.named(name)
    if base is None:
        return f"its base {name} is not in the catalogue"
    total = cumulative_flop(base, catalogue)
    if isinstance(total, NoFigure):
        return total.reason if name in total.reason else f"of its base {name}, {total.reason}"
    return f"its base {name} alone took {figure(total.flop)} FLOP"
