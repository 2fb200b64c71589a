"""From every method's figure to the ``compute.*`` facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.catalogue import Catalogue
from auditor.compute.architecture import has_experts, parameters_per_token, training_tokens
from auditor.compute.base import Estimator
from auditor.compute.base_updates import base_updates
from auditor.compute.bases import added_to, declared_systemic
from auditor.compute.calculator import FigureError, figure
from auditor.compute.figures import LawFigures
from auditor.compute.hardware import declared_phases, declares_run, why_no_hardware
from auditor.compute.inputs import attested_bases, declared_bases
from auditor.compute.lineage import NoFigure, Sum, cumulative_flop
from auditor.compute.stated_total import with_total
from auditor.domain.fact import Claim, Confidence, Conflict, Fact, Settler, Silence, Statement, Unknown
from auditor.domain.figures import Rounding
from auditor.domain.subject import Model
from auditor.domain.values import Range

_QUANTITIES: Final = ("update", "cumulative")
_DECLARE: Final = "auditor declare training"


def assess(
    model: Model,
    known: Mapping[str, Fact],
    catalogue: Catalogue,
    estimators: Iterable[Estimator],
    law: LawFigures,
) -> Iterator[Statement]:
    """Yield every statement about the model's training compute.

    Args:
        model: The model.
        known: Facts known so far; training tokens may be attested by a training declaration.
        catalogue: The catalogue as it weighs on the day of the audit.
        estimators: The methods of estimating, best first: ``compute.ESTIMATORS``.
        law: The law's figures on the day of the audit.
    """
    yield from base_updates(known, catalogue)
    found, refused = _estimated(model, known, catalogue, estimators)
    claims = [_weighed(claim, known, law) for claim in found]
    for quantity in _QUANTITIES:
        figures = _spanned([claim for claim in claims if claim.fact == f"compute.{quantity}_flop"], law)
        if quantity == "cumulative":
            figures = with_total(figures, known, law)
        fact = f"compute.{quantity}_bounds_flop"
        envelope = [claim for claim in claims if claim.fact == fact]
        if figures:
            yield from figures
            yield from (_bounded(claim, fact, law) for claim in figures)
            continue
        reason = refused or _why_none(quantity, model, known, catalogue)
        yield _silence(f"compute.{quantity}_flop", reason)
        yield from (_with_error(claim, law) for claim in envelope)
        if not envelope:
            yield _silence(fact, reason)


def _estimated(
    model: Model, known: Mapping[str, Fact], catalogue: Catalogue, estimators: Iterable[Estimator]
) -> tuple[list[Claim], str]:
    """Return what the methods claim, and why one of them could not compute with what it was given."""
    claims: list[Claim] = []
    refused = ""
    for one in estimators:
        try:
            claims += tuple(one.estimate(model, known, catalogue))
        except FigureError as error:
            refused = refused or str(error)
    return claims, refused


def _weighed(claim: Claim, known: Mapping[str, Fact], law: LawFigures) -> Claim:
    """Return a claim at what it is worth: a cumulative figure leaves something out."""
    if claim.fact != "compute.cumulative_flop":
        return claim
    within = law.bounds(_range(claim))
    if within.high <= law.presumed_flop and _is_accounted_for(known):
        return claim
    return replace(claim, confidence=law.worth(within, claim.confidence))


def _is_accounted_for(known: Mapping[str, Fact]) -> bool:
    """Say whether it is a run that the organisation declares, on a base not said to have systemic risk.

    It knows what it did itself, and a base counts with the figure that is stated, disclosed or estimated.
    """
    return bool(attested_bases(known)) and declares_run(known) and declared_systemic(known) is not True


def _with_error(claim: Claim, law: LawFigures) -> Claim:
    """Return bounds with the permitted error of what they come of, and the step in words."""
    value = law.widened(_range(claim))
    step = f"with an error of {law.permitted_error:.0%}, {figure(value.high, Rounding.UP)} FLOP at most"
    return replace(claim, value=value, citation=f"{claim.citation}; {step}")


def _range(claim: Claim) -> Range:
    assert isinstance(claim.value, Range)
    return claim.value


def _bounded(claim: Claim, fact: str, law: LawFigures) -> Claim:
    """Return a claim's bounds, and how they follow from its range and its figure."""
    span = _range(claim)
    within = law.bounds(span)
    low, high = figure(within.low, Rounding.DOWN), figure(within.high, Rounding.UP)
    factors = f"{1 - law.permitted_error:g} and {1 + law.permitted_error:g}"
    how = f"bounds: the range, {factors} x {figure(span.central or span.low)}: {low} to {high} FLOP"
    return replace(claim, fact=fact, value=within, citation=f"{claim.citation}; {how}")


def _silence(fact: str, reason: str) -> Silence:
    return Silence(fact, Unknown(reason, Settler.PROVIDER, _DECLARE))


def _spanned(claims: Sequence[Claim], law: LawFigures) -> list[Claim]:
    """Let the low and high of methods that agree with the best one span all of them.

    Two methods agree when each lies within the other's permitted error; one that does not keeps its
    own range, and the fact becomes a conflict. A method that had to leave something open is wider than
    that error: where another is not, it agrees or disagrees and adds nothing to the range.
    """
    if len(claims) < 2:
        return list(claims)
    firm = [claim for claim in claims if _is_within_error(_range(claim), law)] or list(claims)
    best = law.bounds(_range(firm[0]))
    agreeing = [claim for claim in claims if _overlap(best, law.bounds(_range(claim)))]
    spanning = [claim for claim in agreeing if claim in firm]
    low = min(_range(claim).low for claim in spanning)
    high = max(_range(claim).high for claim in spanning)
    ends = f"range: {_named(low, spanning)} to {_named(high, spanning)}"
    return [_spread(claim, low, high, ends) if claim in agreeing else claim for claim in claims]


def _is_within_error(flop: Range, law: LawFigures) -> bool:
    permitted = law.bounds(flop)
    return permitted.low < flop.low and flop.high < permitted.high


def _named(end: float, claims: Sequence[Claim]) -> str:
    """Return an end of a range with the method whose figure it is."""
    method = next(claim.method for claim in claims if end in (_range(claim).low, _range(claim).high))
    return f"{figure(end)} ({method})"


def _spread(claim: Claim, low: float, high: float, ends: str) -> Claim:
    """Return a claim with the range of all methods that agree, which its citation takes apart."""
    own = _range(claim)
    span = Range(low, high, None if own.central is None else min(max(own.central, low), high))
    return claim if span == own else replace(claim, value=span, citation=f"{claim.citation}; {ends} FLOP")


def _overlap(one: Range, other: Range) -> bool:
    return one.low <= other.high and other.low <= one.high


def _why_none(quantity: str, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> str:
    entry = catalogue.joined(known)
    tokens = known.get("model.training_tokens")
    bases = (entry.base_models.value if entry.base_models else ()) if entry else declared_bases(known)
    if hardware := why_no_hardware(known, catalogue):
        return hardware
    if tokens is not None and isinstance(tokens.state, Conflict):
        return "its sources state different numbers of training tokens"
    if training_tokens(known) is None and not declared_phases(known):
        return _no_tokens(bases, catalogue, is_derived=bool(bases) or model.is_adapter)
    if not declared_phases(known) and parameters_per_token(model, known, catalogue) is None:
        what = "the number of its parameters"
        return f"{what} used per token is not known" if has_experts(known) else f"{what} is not known"
    total = added_to(Sum(0.0, Confidence.HIGH, ""), known, catalogue, is_one_run=True)
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
