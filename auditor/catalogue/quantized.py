"""A quantised copy of a listed release: the one rule for what is inherited from it.

The same weights in fewer bits were trained on the same data, take and give the same, and are the same model
in the sense of the guidelines. Who made the copy is somebody else, and what it was released under may differ.

Source:
    Commission guidelines on GPAI models: a quantised model is the same model.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from auditor.catalogue.catalogue import Catalogue
from auditor.catalogue.entry import Entry
from auditor.domain.fact import Confidence, Fact, Known, Unknown, weakest
from auditor.domain.lineage import Relation, relation_to

SOURCE: Final = "Commission guidelines on GPAI models: a quantised model is the same model"

# More weights than the base has by this share are not the base's in fewer bits.
_MOST: Final = 1.10


@dataclass(frozen=True, slots=True)
class QuantizedOf:
    """The release that a model is a quantised copy of.

    Attributes:
        base: The release.
        confidence: What is inherited from it is worth at most this.
    """

    base: Entry
    confidence: Confidence


def quantized_of(known: Mapping[str, Fact], catalogue: Catalogue) -> QuantizedOf | None:
    """Return what a model says it was quantised from, if that is listed, its only base and large enough."""
    bases, relations = _words(known, "model.base_models"), _words(known, "model.base_relations")
    if catalogue.joined(known) is not None or len(bases) != 1:
        return None
    if relation_to(bases[0], relations) is not Relation.QUANTIZED:
        return None
    base, size = catalogue.named(bases[0]), _least(known, "model.n_parameters")
    if base is None:
        return None
    if base.n_parameters is not None and size is not None and size > _MOST * base.n_parameters.value:
        return None
    state = known["model.base_relations"].state
    assert isinstance(state, Known)
    return QuantizedOf(base, weakest(Confidence.MEDIUM, state.confidence))


def _words(known: Mapping[str, Fact], fact: str) -> tuple[str, ...]:
    state = known[fact].state if fact in known else None
    return state.value if isinstance(state, Known) and isinstance(state.value, tuple) else ()


def _least(known: Mapping[str, Fact], fact: str) -> int | None:
    state = known[fact].state if fact in known else None
    if state is None or isinstance(state, Unknown):
        return None
    return min((claim.value for claim in state.claims if isinstance(claim.value, int)), default=None)
