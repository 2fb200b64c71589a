"""How much an organisation's own training adds to a model: its share of what the base was trained with.

Source:
    Commission guidelines on general-purpose AI models, on downstream modifiers: the compute of the
    modification is compared with the training compute of the original model. The rules say with which share.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from auditor.catalogue import Catalogue
from auditor.compute.architecture import training_tokens
from auditor.compute.bases import BASE_FLOP, attested_flop, declared_systemic
from auditor.compute.calculator import architecture_flop, figure
from auditor.compute.figures import LawFigures
from auditor.compute.hardware import declared_phases, declares_run, why_no_hardware
from auditor.compute.inputs import Quantity, attested_bases, declared_bases, formula, quantity
from auditor.compute.lineage import NoFigure, Sum, with_bases
from auditor.compute.stated_total import STATED
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Conflict,
    Fact,
    Known,
    Settler,
    Silence,
    Statement,
    Unknown,
    weakest,
)
from auditor.domain.figures import exactly
from auditor.domain.subject import Model
from auditor.domain.values import Range

_ESTIMABLE: Final = "modifier.base_estimable"
_BASE_BOUNDS: Final = "modifier.base_bounds_flop"
_SHARE: Final = "modifier.share_of_base"
_AT_MOST: Final = "modifier.run_at_most_flop"
_METHOD: Final = "update compute / base's compute"
_AS_DECLARED: Final = "all of its own run is taken to be declared, private synthetic data by cumulative_flop"
_MOST: Final = "6PD over all parameters, with the permitted error"


def assess_modification(
    model: Model, known: Mapping[str, Fact], catalogue: Catalogue, law: LawFigures
) -> Iterator[Statement]:
    """Yield the compute of the base that the organisation names, the most of its own run, and the share.

    Args:
        model: A model that the organisation declares to have trained.
        known: Facts known so far; the model's own compute is among them.
        catalogue: The catalogue as it weighs on the day of the audit.
        law: The law's figures on the day of the audit.
    """
    bases = attested_bases(known)
    if not bases:
        if _is_from_scratch(known):
            yield from (
                _silence(fact, "there is no base: trained from scratch")
                for fact in (_BASE_BOUNDS, _SHARE, _AT_MOST)
            )
        return
    run = _own_run(known, catalogue)
    if isinstance(run, NoFigure):
        yield _silence(_AT_MOST, run.reason)
    else:
        yield _at_most(model, run, known, _whole(model, known, catalogue), law)
    base = attested_flop(known) or _catalogued(bases, catalogue)
    if isinstance(base, NoFigure):
        reason = _not_estimable(known) or base.reason
        yield from (_silence(fact, reason) for fact in (BASE_FLOP, _BASE_BOUNDS, _SHARE))
        return
    if base.basis is not Basis.ATTESTED:
        yield base
        if not _not_estimable(known):
            yield replace(base, fact=_ESTIMABLE, value=True)
    within = _bounded(base, law)
    yield within
    if isinstance(run, NoFigure):
        yield _silence(_SHARE, run.reason)
    else:
        in_all = _in_all(base, known) if _may_have_systemic_risk(within, known, law) else None
        yield _share(model, run, base, in_all, law)


def _is_from_scratch(known: Mapping[str, Fact]) -> bool:
    fact = known.get("model.names_base")
    if fact is None or isinstance(fact.state, Unknown):
        return False
    return any(claim.basis is Basis.ATTESTED and claim.value is False for claim in fact.state.claims)


def _not_estimable(known: Mapping[str, Fact]) -> str:
    fact = known.get(_ESTIMABLE)
    if fact is None or not isinstance(fact.state, Known) or fact.state.value is not False:
        return ""
    return "the compute of its base can neither be known nor estimated, as the organisation declares"


def _catalogued(bases: tuple[str, ...], catalogue: Catalogue) -> Claim | NoFigure:
    total = with_bases(Sum(0.0, Confidence.HIGH, ""), bases, catalogue, is_one_run=True)
    if isinstance(total, NoFigure):
        return total
    level = weakest(Confidence.MEDIUM, total.confidence)
    flop = Range(total.flop, total.flop, total.flop)
    return Claim(BASE_FLOP, flop, Basis.CATALOGUED, level, "compute of its base", "catalogue", total.note)


def _bounded(base: Claim, law: LawFigures) -> Claim:
    """Return a figure of the base with the permitted error, whoever states it."""
    assert isinstance(base.value, Range)
    return replace(base, fact=_BASE_BOUNDS, value=law.bounds(base.value))


def _own_run(known: Mapping[str, Fact], catalogue: Catalogue) -> Known | NoFigure:
    """Return the compute of the organisation's own run: nothing that a release is said to have had."""
    fact = known.get("compute.update_bounds_flop")
    if fact is not None and isinstance(fact.state, Conflict):
        return NoFigure("what is declared of its own training comes to different figures of compute")
    if fact is None or not isinstance(fact.state, Known):
        return NoFigure(_disagreement(known, catalogue) or "its own training is not known")
    is_ours = any(claim.basis is Basis.ATTESTED for claim in fact.state.claims)
    if not is_ours and not declares_run(known):
        neither = "the training declaration says neither its tokens nor its hardware"
        return NoFigure(_disagreement(known, catalogue) or neither)
    return fact.state


def _disagreement(known: Mapping[str, Fact], catalogue: Catalogue) -> str:
    """Return how what is said of the run contradicts itself, or comes to no figure; empty if it does not."""
    tokens = known.get("model.training_tokens")
    if tokens is not None and isinstance(tokens.state, Conflict):
        said = (f"{_number(claim)} ({claim.basis}: {claim.locator})" for claim in tokens.state.claims)
        return f"its training tokens are stated differently: {', '.join(said)}"
    return why_no_hardware(known, catalogue)


def _number(claim: Claim) -> str:
    assert isinstance(claim.value, int | float)
    return exactly(claim.value)


def _may_have_systemic_risk(within: Claim, known: Mapping[str, Fact], law: LawFigures) -> bool:
    """Say whether a base may be one with systemic risk, of which all compute counts."""
    assert isinstance(within.value, Range)
    if within.value.low > law.presumed_flop:
        return True
    said = declared_systemic(known)
    return within.value.high > law.presumed_flop if said is None else said


def _in_all(base: Claim, known: Mapping[str, Fact]) -> Claim | None:
    """Return all compute of the organisation's own, where it states all that went into the result."""
    fact = known.get(STATED)
    if fact is None or not isinstance(fact.state, Known):
        return None
    stated = fact.state.claims[0]
    assert isinstance(stated.value, int | float)
    own = stated.value - _flop(base)
    words = f"{exactly(stated.value)} FLOP in all, less its base's"
    return replace(stated, value=Range(own, own, own), citation=words) if own > 0 else None


def _share(model: Model, run: Known, base: Claim, in_all: Claim | None, law: LawFigures) -> Claim:
    """Return the share, with the permitted error of what the organisation did.

    A base counts with the figure that is stated, disclosed or estimated: the guidelines allow an error of
    what is compared, and name none of what it is compared with (a reading). What the organisation declares
    of its own run is all of it, unless it states more (``cumulative_flop``).
    """
    assert isinstance(run.value, Range)
    own, level, whole = run.value, weakest(run.confidence, base.confidence), _flop(base)
    how = f"{_words(own)} of its own run"
    if in_all is not None and _flop(in_all) > (own.central or own.low):
        assert isinstance(in_all.value, Range)
        own, level = law.bounds(in_all.value), weakest(level, in_all.confidence)
        how = f"{_words(own)} of its own ({in_all.citation})"
    how = f"{how} / {figure(whole)} FLOP of its base ({base.citation or base.locator}); {_AS_DECLARED}"
    span = Range(own.low / whole, own.high / whole)
    return Claim(_SHARE, span, Basis.INFERRED, level, _METHOD, model.locations[0], how)


def _flop(base: Claim) -> float:
    assert isinstance(base.value, Range)
    return base.value.central or base.value.low


def _at_most(
    model: Model, run: Known, known: Mapping[str, Fact], whole: Quantity | None, law: LawFigures
) -> Claim:
    """Return what the run took at the most, as certain as that is.

    How many parameters a token passes may be uncertain, and the figure of the run with it; that it passes no
    more than all of them, the base's if those are more, is not. Hardware has no such bound: there, and where
    a size is not known, it is the end of the range.

    Source:
        Commission guidelines on general-purpose AI models, Annex A.2, with all parameters as those used.
    """
    assert isinstance(run.value, Range)
    tokens, at = training_tokens(known), model.locations[0]
    by_range = Claim(_AT_MOST, run.value.high, Basis.INFERRED, run.confidence, "end of its range", at)
    if whole is None or tokens is None or not tokens.is_attested or declared_phases(known):
        return by_range
    level = weakest(Confidence.MEDIUM, whole.confidence, tokens.confidence)
    if level.rank <= run.confidence.rank:
        return by_range
    flop = architecture_flop(whole.value.high, tokens.value.high)
    most = law.bounds(Range(flop, flop, flop)).high
    return replace(by_range, value=most, confidence=level, method=_MOST, citation=formula(whole, tokens))


def _whole(model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Quantity | None:
    """Return the most parameters that a token can pass: the model's, or a base's if that has more.

    A file that holds an adapter alone, and does not say so, is smaller than what was run to train it.
    """
    own = quantity(known, "model.n_parameters")
    bases = [catalogue.named(name) for name in declared_bases(known)]
    sizes = [base.n_parameters if base else None for base in bases]
    if own is None or not bases or None in sizes:
        return None
    largest = max((size for size in sizes if size is not None), key=lambda size: size.value)
    if own.value.high >= largest.value and not model.is_adapter:
        return own
    value = Range(largest.value, largest.value, largest.value)
    return Quantity(value, largest.confidence, is_attested=False, source=f"of its base: {largest.citation}")


def _words(value: Range) -> str:
    return f"{figure(value.low)} to {figure(value.high)} FLOP"


def _silence(fact: str, reason: str) -> Silence:
    return Silence(fact, Unknown(reason, Settler.ORGANISATION, "auditor declare training"))
