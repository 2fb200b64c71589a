"""All compute that went into a model, as its own provider states it in a declaration.

Only who trained a model knows what no publication has: forward passes for private synthetic data, discarded
samples included. So the statement is the figure; what others come to leaves some of it out. Where they come
to more than it can be with the permitted error, it is contradicted, and both are kept.

Source:
    Commission guidelines on general-purpose AI models, Annex A.1 and A.2 (permitted error).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.compute.figures import LawFigures
from auditor.domain.fact import Claim, Fact, Known
from auditor.domain.figures import exactly
from auditor.domain.values import Range

STATED: Final = "model.stated_cumulative_flop"
CUMULATIVE: Final = "compute.cumulative_flop"


def with_total(figures: Sequence[Claim], known: Mapping[str, Fact], law: LawFigures) -> list[Claim]:
    """Return the claims about cumulative compute, the provider's own first, if there is one.

    Args:
        figures: What the methods come to.
        known: Facts known so far, the provider's statement among them.
        law: The permitted error.
    """
    fact = known.get(STATED)
    if fact is None or not isinstance(fact.state, Known):
        return list(figures)
    stated = [_total(claim) for claim in fact.state.claims]
    most = max(law.bounds(_range(claim)).high for claim in stated)
    return [*stated, *(claim for claim in figures if law.bounds(_range(claim)).low > most)]


def _total(claim: Claim) -> Claim:
    assert isinstance(claim.value, int | float)
    flop = float(claim.value)
    citation = f"{exactly(flop)} FLOP, {claim.citation}"
    return replace(claim, fact=CUMULATIVE, value=Range(flop, flop, flop), citation=citation)


def _range(claim: Claim) -> Range:
    assert isinstance(claim.value, Range)
    return claim.value
