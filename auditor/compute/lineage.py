"""Compute along the lineage: what the models a model was made from add to its cumulative compute."""

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.catalogue import Catalogue, Entry
from auditor.compute.calculator import architecture_flop
from auditor.domain.fact import Confidence, weakest
from auditor.domain.figures import exactly


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure, and what it is made of.

    Attributes:
        flop: The figure.
        confidence: What its source is worth.
        note: What it is made of.
    """

    flop: float
    confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True)
class Missing:
    """No figure, because of this release or name."""

    reason: str


def own_flop(entry: Entry) -> Sum | None:
    """Return the compute of a release's own training, by the best method the catalogue allows."""
    tokens, size = entry.training_tokens, entry.n_active_parameters or entry.n_parameters
    if entry.disclosed_flop:
        stated = entry.disclosed_flop
        return Sum(stated.value, stated.confidence, f"stated by its provider: {stated.citation}")
    if tokens and size:
        flop = architecture_flop(size.value, tokens.value)
        inputs = (
            f"6 x {exactly(size.value)} parameters ({size.citation}) "
            f"x {exactly(tokens.value)} tokens ({tokens.citation})"
        )
        return Sum(flop, weakest(tokens.confidence, size.confidence), inputs)
    if entry.estimated_flop:
        stated = entry.estimated_flop
        return Sum(stated.value, stated.confidence, f"a third party's estimate: {stated.citation}")
    return None


def cumulative_flop(entry: Entry, catalogue: Catalogue) -> Sum | Missing:
    """Return all compute of a release: its own and that of the models it was made from."""
    return _cumulative(entry, catalogue, ())


def with_bases(own: Sum, bases: Iterable[str], catalogue: Catalogue, *, self_id: str = "") -> Sum | Missing:
    """Add the compute of base models to a model's own.

    A figure at least as large as its base's is taken to include it (providers report tokens and
    compute from the first step on); a smaller one cannot include it, so the two add up.

    Source:
        Commission guidelines on GPAI models, Annex A.1: the compute of models whose weights were
        merged, averaged or used as initialisation counts.
    """
    return _added(own, tuple(bases), catalogue, (self_id,))


def _cumulative(entry: Entry, catalogue: Catalogue, path: tuple[str, ...]) -> Sum | Missing:
    own = own_flop(entry)
    if own is None:
        return Missing(f"the compute of {entry.id} is not known")
    bases = entry.base_models.value if entry.base_models else ()
    return _added(own, bases, catalogue, (*path, entry.id))


def _added(own: Sum, bases: tuple[str, ...], catalogue: Catalogue, path: tuple[str, ...]) -> Sum | Missing:
    flop, level, notes = own.flop, own.confidence, [own.note]
    for name in bases:
        base = catalogue.named(name)
        if base is None:
            return Missing(f"its base {name} is not in the catalogue")
        if base.id == path[-1]:
            # A provider's base and instruct variants are one release: one model, one figure.
            continue
        if base.id in path:
            return Missing(f"the lineage runs in a circle at {base.id}")
        below = _cumulative(base, catalogue, path)
        if isinstance(below, Missing):
            return below
        if own.flop < below.flop:
            flop, level = flop + below.flop, weakest(level, below.confidence)
            notes.append(f"{exactly(below.flop)} FLOP of its base {base.id} ({below.note})")
    return Sum(flop, level, " + ".join(notes))
