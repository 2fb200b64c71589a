"""One training run's figure, as claims about both quantities."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.catalogue import Catalogue, Cell, Entry
from auditor.compute.bases import added_to
from auditor.compute.calculator import figure, product
from auditor.compute.inputs import join_confidence
from auditor.compute.lineage import NoFigure, Sum
from auditor.compute.omission import OMITTED
from auditor.domain.fact import Basis, Claim, Confidence, Fact, weakest
from auditor.domain.figures import exactly
from auditor.domain.values import Range

_OWN: Final = "its own run"


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """What one method says about a model's own training.

    Attributes:
        flop: Compute of the run, in FLOP.
        basis: Where the figure comes from.
        confidence: What it is worth.
        method: Name of the method.
        locator: Where it can be seen again.
        citation: Its inputs and source.
        is_one_run: It is one run on top of what the model was made from, and no release's whole figure.
    """

    flop: Range
    basis: Basis
    confidence: Confidence
    method: str
    locator: str
    citation: str
    is_one_run: bool = False

    @property
    def central(self) -> float:
        """The method's figure."""
        return self.flop.low if self.flop.central is None else self.flop.central

    def claims(self, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        """Yield the figure as updates, and with what the lineage adds as cumulative compute."""
        yield self._claim("compute.update_flop", self.flop, self.confidence, self.citation)
        total = self._total(known, catalogue)
        if isinstance(total, NoFigure):
            return
        added = total.flop - self.central
        span = Range(self.flop.low + added, self.flop.high + added, total.flop)
        level = weakest(self.confidence, total.confidence)
        sum_ = f"; {total.note} = {figure(total.flop)} FLOP" if total.note != self._own.note else ""
        citation = f"{self.citation}{sum_}; {OMITTED}"
        yield self._claim("compute.cumulative_flop", span, level, citation)

    @property
    def _own(self) -> Sum:
        return Sum(self.central, self.confidence, f"{exactly(self.central)} FLOP of its own run")

    def _total(self, known: Mapping[str, Fact], catalogue: Catalogue) -> Sum | NoFigure:
        return added_to(self._own, known, catalogue, is_one_run=self.is_one_run)

    def _claim(self, fact: str, value: Range, level: Confidence, citation: str) -> Claim:
        return Claim(fact, value, self.basis, level, self.method, self.locator, citation)


def point(flop: float) -> Range:
    """Return a figure as a range of its own."""
    return Range(flop, flop, flop)


def stated(
    entry: Entry, cell: Cell[float], known: Mapping[str, Fact], *, basis: Basis, method: str
) -> TrainingRun:
    """Return the run whose figure stands in the catalogue, worth no more than the join to its entry."""
    level = join_confidence(known, cell.confidence)
    # Its figure is said: a range that it widens is traced to it.
    citation = f"{exactly(cell.value)} FLOP: {cell.citation}"
    flop = point(product("its stated compute", cell.value))
    return TrainingRun(flop, basis, level, method, entry.locator, citation)
