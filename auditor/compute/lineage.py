"""Compute along the lineage: what the models a model was made from add to its cumulative compute."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue, Entry
from auditor.compute.calculator import architecture_flop, product
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
class NoFigure:
    """No figure, because of this release or name."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Ancestry:
    """The training runs behind a model, each once.

    Attributes:
        runs: Figure of each release's own training, by its id.
        included: Releases whose training one of these figures already has in it.
    """

    runs: Mapping[str, Sum]
    included: frozenset[str]

    @property
    def counted(self) -> Mapping[str, Sum]:
        """The runs that add up."""
        return {id_: run for id_, run in self.runs.items() if id_ not in self.included}

    @property
    def flop(self) -> float:
        return sum(run.flop for run in self.counted.values())

    @property
    def all_ids(self) -> frozenset[str]:
        return self.included.union(self.runs)


_NOTHING = _Ancestry({}, frozenset())


def own_flop(entry: Entry) -> Sum | None:
    """Return the compute of a release's own training, by the best method the catalogue allows."""
    tokens, size = entry.training_tokens, entry.n_active_parameters or entry.n_parameters
    if entry.disclosed_flop:
        stated = entry.disclosed_flop
        return Sum(_stated(stated.value), stated.confidence, f"stated by its provider: {stated.citation}")
    if tokens and size:
        flop = architecture_flop(size.value, tokens.value)
        inputs = (
            f"6 x {exactly(size.value)} parameters ({size.citation}) "
            f"x {exactly(tokens.value)} tokens ({tokens.citation})"
        )
        return Sum(flop, weakest(tokens.confidence, size.confidence), inputs)
    if entry.estimated_flop:
        stated = entry.estimated_flop
        return Sum(_stated(stated.value), stated.confidence, f"a third party's estimate: {stated.citation}")
    return None


def _stated(flop: float) -> float:
    return product("its stated compute", flop)


def cumulative_flop(entry: Entry, catalogue: Catalogue) -> Sum | NoFigure:
    """Return all compute of a release: its own and that of the models it was made from."""
    own = own_flop(entry)
    if own is None:
        return NoFigure(f"the compute of {entry.id} is not known")
    below = _below(own.flop, entry.id, _bases_of(entry), catalogue, (entry.id,))
    return below if isinstance(below, NoFigure) else _added(own, below)


def with_bases(
    own: Sum, bases: Iterable[str], catalogue: Catalogue, *, self_id: str = "", is_one_run: bool = False
) -> Sum | NoFigure:
    """Add the compute of base models to a model's own; a release that several of them share counts once.

    Args:
        own: The model's own figure.
        bases: Names of the models it was made from.
        catalogue: Where they are looked up.
        self_id: The release the model is, if it is one.
        is_one_run: The figure is of one run on top of the bases, as a training declaration states it. A
            release's published figure may have its base's in it (providers report tokens and compute
            from the first step on): it is taken to where it is at least as large, and cannot where it
            is smaller.

    Source:
        Commission guidelines on GPAI models, Annex A.1: the compute of models whose weights were
        merged, averaged or used as initialisation counts.
    """
    figure_ = 0.0 if is_one_run else own.flop
    below = _below(figure_, self_id, tuple(bases), catalogue, (self_id,))
    return below if isinstance(below, NoFigure) else _added(own, below)


def _bases_of(entry: Entry) -> tuple[str, ...]:
    return entry.base_models.value if entry.base_models else ()


def _below(
    flop: float, self_id: str, bases: tuple[str, ...], catalogue: Catalogue, path: tuple[str, ...]
) -> _Ancestry | NoFigure:
    """Return the runs behind a model but for its own, of which only the figure's size is asked."""
    found = _NOTHING
    for name in bases:
        base = catalogue.named(name)
        if base is None:
            return NoFigure(f"its base {name} is not in the catalogue")
        if base.id == self_id:
            # A provider's base and instruct variants are one release: one model, one figure.
            continue
        if base.id in path:
            return NoFigure(f"the lineage runs in a circle at {base.id}")
        own = own_flop(base)
        if own is None:
            return NoFigure(f"the compute of {base.id} is not known")
        below = _below(own.flop, base.id, _bases_of(base), catalogue, (*path, base.id))
        if isinstance(below, NoFigure):
            return below
        whole = _Ancestry({base.id: own, **below.runs}, below.included)
        has_it = 0 < whole.flop <= flop
        included = found.included | whole.included | (whole.all_ids if has_it else frozenset())
        found = _Ancestry({**found.runs, **whole.runs}, included)
    return found


def _added(own: Sum, below: _Ancestry) -> Sum:
    added = below.counted
    notes = [
        own.note,
        *(f"{exactly(run.flop)} FLOP of its base {id_} ({run.note})" for id_, run in added.items()),
    ]
    words = " + ".join(note for note in notes if note)
    if below.included:
        words += f" (taken to include {', '.join(sorted(below.included))})"
    level = weakest(own.confidence, *(run.confidence for run in added.values()))
    return Sum(own.flop + below.flop, level, words)
