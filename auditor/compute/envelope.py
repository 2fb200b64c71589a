"""How much it can be at most, where nobody says how many tokens a model saw."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.catalogue import Catalogue
from auditor.catalogue.entry import Cell
from auditor.compute.architecture import parameters_per_token
from auditor.compute.calculator import PERMITTED_ERROR, architecture_flop, figure
from auditor.compute.inputs import declared_bases, entry_of, is_adapter, quantity
from auditor.compute.lineage import Missing, cumulative_flop
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, weakest
from auditor.domain.figures import Rounding, exactly
from auditor.domain.subject import Model
from auditor.domain.values import Range

_TRAINED_ON_TOKENS: Final = frozenset({"text", "code", "embedding"})


@dataclass(frozen=True, slots=True)
class EnvelopeEstimator:
    """Bounds from the size of a language model and the largest published number of training tokens.

    Bounds and never an estimate: nothing speaks for any figure within them.
    """

    method: str = "bounds, not an estimate"

    def estimate(self, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        """Yield claims about the two ``_bounds_flop`` facts."""
        size = (
            parameters_per_token(model, known, catalogue)
            if is_adapter(model)
            else quantity(known, "model.n_parameters")
        )
        modalities = known.get("model.modalities")
        tokens = _most_tokens(catalogue)
        if size is None or tokens is None or modalities is None or not isinstance(modalities.state, Known):
            return
        words = modalities.state.value
        if not isinstance(words, tuple) or not _TRAINED_ON_TOKENS.intersection(words):
            return
        most = (1 + PERMITTED_ERROR) * architecture_flop(size.value.high, tokens.value)
        level = weakest(Confidence.MEDIUM, size.confidence, modalities.state.confidence)
        how = (
            f"0 to 1.3 x 6 x {exactly(size.value.high)} parameters ({size.source}) "
            f"x {exactly(tokens.value)} tokens (the most published: {tokens.citation}) "
            f"= {figure(most, Rounding.UP)} FLOP"
        )
        yield self._claim("update", model, Range(0.0, most), level, how)
        below = _of_bases(known, catalogue)
        if below is not None:
            # A base that is only declared may not be one, so at least it adds nothing.
            certain = below[0] if entry_of(known, catalogue) else 0.0
            low, high = (1 - PERMITTED_ERROR) * certain, (1 + PERMITTED_ERROR) * below[0] + most
            cumulative = f"{how}, on top of its bases' {exactly(below[0])} FLOP" if below[0] else how
            yield self._claim("cumulative", model, Range(low, high), weakest(level, below[1]), cumulative)

    def _claim(self, quantity_: str, model: Model, value: Range, level: Confidence, how: str) -> Claim:
        return Claim(
            fact=f"compute.{quantity_}_bounds_flop",
            value=value,
            basis=Basis.INFERRED,
            confidence=level,
            method=self.method,
            locator=model.locations[0],
            citation=how,
        )


def _most_tokens(catalogue: Catalogue) -> Cell[int] | None:
    published = [entry.training_tokens for entry in catalogue.entries.values() if entry.training_tokens]
    return max(published, key=lambda cell: cell.value, default=None)


def _of_bases(known: Mapping[str, Fact], catalogue: Catalogue) -> tuple[float, Confidence] | None:
    """Return the compute that the bases bring along: 0 without bases, ``None`` if one is not known."""
    own = entry_of(known, catalogue)
    names = (own.base_models.value if own.base_models else ()) if own else declared_bases(known)
    flop, level = 0.0, Confidence.MEDIUM
    for name in names:
        base = catalogue.named(name)
        if base is None:
            return None
        if own is not None and base.id == own.id:
            continue
        total = cumulative_flop(base, catalogue)
        if isinstance(total, Missing):
            return None
        flop, level = flop + total.flop, weakest(level, total.confidence)
    return flop, level
