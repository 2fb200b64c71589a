"""The compute of what a model was made from: one quantity, whoever asks for it and whoever states it."""

from collections.abc import Mapping
from typing import Final

from auditor.catalogue import Catalogue
from auditor.compute.inputs import attested_bases, declared_bases
from auditor.compute.lineage import NoFigure, Sum, with_bases
from auditor.domain.fact import Basis, Claim, Fact, Known, weakest
from auditor.domain.figures import exactly
from auditor.domain.values import Range

BASE_FLOP: Final = "modifier.base_flop"


def added_to(
    own: Sum, known: Mapping[str, Fact], catalogue: Catalogue, *, is_one_run: bool
) -> Sum | NoFigure:
    """Add to a model's own figure the compute of its bases.

    Args:
        own: The model's own figure.
        known: Facts known so far; what its base was trained with may be attested.
        catalogue: Where bases are looked up that nobody attests a figure of.
        is_one_run: See `with_bases`.
    """
    names = attested_bases(known)
    if is_one_run and names:
        # A run that started from the very release the model is called after comes on top of that release.
        stated = attested_flop(known)
        if stated is None:
            return with_bases(own, declared_bases(known), catalogue, is_one_run=True)
        others = _besides(names, declared_bases(known), catalogue)
        return with_bases(_and_stated(own, stated, names), others, catalogue, is_one_run=True)
    entry = catalogue.joined(known)
    if entry is None:
        return with_bases(own, declared_bases(known), catalogue, is_one_run=is_one_run)
    bases = entry.base_models.value if entry.base_models else ()
    return with_bases(own, bases, catalogue, self_id=entry.id, is_one_run=is_one_run)


def _besides(names: tuple[str, ...], bases: tuple[str, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the bases that are none of those named, however each of them is spelled."""
    named = {entry.id for name in names if (entry := catalogue.named(name)) is not None}
    found = {name: catalogue.named(name) for name in bases if name not in names}
    return tuple(name for name, entry in found.items() if entry is None or entry.id not in named)


def attested_flop(known: Mapping[str, Fact]) -> Claim | None:
    """Return what the organisation says the base was trained with, as its provider states it."""
    fact = known.get(BASE_FLOP)
    if fact is None or not isinstance(fact.state, Known):
        return None
    return next((claim for claim in fact.state.claims if claim.basis is Basis.ATTESTED), None)


def declared_systemic(known: Mapping[str, Fact]) -> bool | None:
    """Return whether the organisation says that its base has systemic risk; ``None`` if it says nothing."""
    fact = known.get("modifier.base_systemic_risk")
    value = fact.state.value if fact is not None and isinstance(fact.state, Known) else None
    return value if isinstance(value, bool) else None


def _and_stated(own: Sum, stated: Claim, names: tuple[str, ...]) -> Sum:
    assert isinstance(stated.value, Range)
    flop = stated.value.central or stated.value.low
    note = f"{exactly(flop)} FLOP of its base {', '.join(names)} ({stated.citation})"
    words = " + ".join(filter(None, (own.note, note)))
    return Sum(own.flop + flop, weakest(own.confidence, stated.confidence), words)
