"""A quantised copy: the same weights in fewer bits, so its base's training and no run of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue, Entry
from auditor.catalogue.quantized import SOURCE, quantized_of
from auditor.compute.architecture import training_tokens
from auditor.compute.hardware import declared_phases
from auditor.compute.lineage import Sum, cumulative_flop, own_flop
from auditor.compute.omission import OMITTED
from auditor.compute.training_run import point
from auditor.domain.fact import Basis, Claim, Confidence, Fact, weakest
from auditor.domain.subject import Model


@dataclass(frozen=True, slots=True)
class QuantizedEstimator:
    """Gives a model that says it is a quantised copy of a listed release that release's compute."""

    method: str = "its base's, being a quantised copy"

    def estimate(self, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        """Yield the base's figures, unless the model is larger than it or a run of its own is declared."""
        copy = quantized_of(known, catalogue)
        tokens = training_tokens(known)
        if copy is None or (tokens is not None and tokens.is_attested) or declared_phases(known):
            return
        own, total = own_flop(copy.base), cumulative_flop(copy.base, catalogue)
        for fact, sum_ in (("compute.update_flop", own), ("compute.cumulative_flop", total)):
            if isinstance(sum_, Sum):
                yield self._claim(fact, sum_, copy.confidence, copy.base, model)

    def _claim(self, fact: str, sum_: Sum, level: Confidence, base: Entry, model: Model) -> Claim:
        level = weakest(level, sum_.confidence)
        citation = f"{base.id}: {sum_.note}; {SOURCE}"
        if fact == "compute.cumulative_flop":
            citation = f"{citation}; {OMITTED}"
        return Claim(fact, point(sum_.flop), Basis.INFERRED, level, self.method, model.locations[0], citation)
