"""How much it would be with the most tokens anybody has published, where nobody says how many a model saw."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue
from auditor.catalogue.entry import TEXTUAL, Cell
from auditor.compute.architecture import parameters_per_token
from auditor.compute.bases import added_to
from auditor.compute.calculator import architecture_flop, figure
from auditor.compute.inputs import quantity
from auditor.compute.lineage import Sum
from auditor.compute.omission import OMITTED
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known
from auditor.domain.figures import Rounding, exactly
from auditor.domain.subject import Model
from auditor.domain.values import Range


@dataclass(frozen=True, slots=True)
class EnvelopeEstimator:
    """What the size of a language model and the largest published number of training tokens come to.

    Bounds and never an estimate: nothing speaks for any figure within them, and a model that was trained
    on more tokens than anybody has published lies above them. So they decide no duty, whatever they say.
    """

    method: str = "bounds, not an estimate"

    def estimate(self, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        """Yield claims about the two ``_bounds_flop`` facts, before the permitted error."""
        size = (
            parameters_per_token(model, known, catalogue)
            if model.is_adapter
            else quantity(known, "model.n_parameters")
        )
        modalities = known.get("model.modalities")
        tokens = _most_tokens(catalogue)
        if size is None or tokens is None or modalities is None or not isinstance(modalities.state, Known):
            return
        words = modalities.state.value
        if not isinstance(words, tuple) or not TEXTUAL.intersection(words):
            return
        most = architecture_flop(size.value.high, tokens.value)
        how = (
            f"0 to 6 x {exactly(size.value.high)} parameters ({size.source}) "
            f"x {exactly(tokens.value)} tokens (the most that any release in the catalogue states: "
            f"{tokens.citation}; a model trained on more lies above) = {figure(most, Rounding.UP)} FLOP"
        )
        yield self._claim("update", model, Range(0.0, most), how)
        below = _of_bases(known, catalogue)
        if below is not None:
            # A base that is only declared may not be one, so at least it adds nothing.
            certain = below.flop if catalogue.joined(known) else 0.0
            span = Range(certain, below.flop + most)
            added = f"plus {exactly(below.flop)} FLOP ({below.note})"
            sum_ = f"{how}, {added} = {figure(span.high, Rounding.UP)} FLOP at most"
            cumulative = sum_ if below.flop else how
            yield self._claim("cumulative", model, span, f"{cumulative}; {OMITTED}")

    def _claim(self, quantity_: str, model: Model, value: Range, how: str) -> Claim:
        """Return bounds of low confidence: other models' tokens are no bound on this one's."""
        return Claim(
            fact=f"compute.{quantity_}_bounds_flop",
            value=value,
            basis=Basis.INFERRED,
            confidence=Confidence.LOW,
            method=self.method,
            locator=model.locations[0],
            citation=how,
        )


def _most_tokens(catalogue: Catalogue) -> Cell[int] | None:
    published = [entry.training_tokens for entry in catalogue.entries.values() if entry.training_tokens]
    return max(published, key=lambda cell: cell.value, default=None)


def _of_bases(known: Mapping[str, Fact], catalogue: Catalogue) -> Sum | None:
    """Return the compute that the bases bring along: 0 without bases, ``None`` if one is not known."""
    total = added_to(Sum(0.0, Confidence.MEDIUM, ""), known, catalogue, is_one_run=True)
    return total if isinstance(total, Sum) else None
