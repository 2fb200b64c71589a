"""A quantised copy: the same weights in fewer bits, so its base's training and no run of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.catalogue import Catalogue, Entry
from auditor.compute.architecture import training_tokens
from auditor.compute.inputs import declared_bases, quantity
from auditor.compute.lineage import Sum, cumulative_flop, own_flop
from auditor.compute.omission import OMITTED
from auditor.compute.training_run import point
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, weakest
from auditor.domain.lineage import Relation, relation_to
from auditor.domain.subject import Model

# More weights than the base has by this share are not the base's in fewer bits.
_MOST: Final = 1.10
_SOURCE: Final = "Commission guidelines on GPAI models: a quantised model is the same model"


@dataclass(frozen=True, slots=True)
class QuantizedEstimator:
    """Gives a model that says it is a quantised copy of a listed release that release's compute."""

    method: str = "its base's, being a quantised copy"

    def estimate(self, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        """Yield the base's figures, unless the model is larger than it or a run of its own is declared."""
        base = _copied(known, catalogue)
        tokens = training_tokens(known)
        if base is None or (tokens is not None and tokens.is_attested):
            return
        level = known["model.base_relations"].state
        assert isinstance(level, Known)
        own, total = own_flop(base), cumulative_flop(base, catalogue)
        for fact, sum_ in (("compute.update_flop", own), ("compute.cumulative_flop", total)):
            if isinstance(sum_, Sum):
                yield self._claim(fact, sum_, weakest(Confidence.MEDIUM, level.confidence), base, model)

    def _claim(self, fact: str, sum_: Sum, level: Confidence, base: Entry, model: Model) -> Claim:
        level = weakest(level, sum_.confidence)
        citation = f"{base.id}: {sum_.note}; {_SOURCE}"
        if fact == "compute.cumulative_flop":
            citation = f"{citation}; {OMITTED}"
        return Claim(fact, point(sum_.flop), Basis.INFERRED, level, self.method, model.locations[0], citation)


def _copied(known: Mapping[str, Fact], catalogue: Catalogue) -> Entry | None:
    """Return the release that the model is a quantised copy of, if that is its only base and large enough."""
    relations = known.get("model.base_relations")
    bases = declared_bases(known)
    if catalogue.joined(known) is not None or len(bases) != 1 or relations is None:
        return None
    state = relations.state
    if not isinstance(state, Known) or not isinstance(state.value, tuple):
        return None
    if relation_to(bases[0], state.value) is not Relation.QUANTIZED:
        return None
    base, size = catalogue.named(bases[0]), quantity(known, "model.n_parameters")
    if base is None or base.n_parameters is None or size is None:
        return base
    return base if size.value.low <= _MOST * base.n_parameters.value else None
