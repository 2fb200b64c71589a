"""What the figures that are known leave out of cumulative compute, and when that can matter.

Compute for parameter updates is what providers publish, or what size and tokens come to. Cumulative
compute has more in it, and that is published by nobody; so a cumulative figure made from it is the
figure on record and not a bound from above.
"""

from typing import Final

from auditor.domain.fact import Confidence
from auditor.domain.values import Range

# Commission guidelines on GPAI models, Annex A.1 (July 2025 text, paragraphs 119-120).
OMITTED: Final = (
    "without forward passes for non-public synthetic data, discarded samples included, which count"
    " (Annex A.1) and are in no published figure"
)
# Only a general-purpose model is classified, Art. 51(1); indicatively one above this, guidelines 17.
_GENERAL_PURPOSE_FLOP: Final = 1e23
# Regulation (EU) 2024/1689, Art. 51(2): presumed above this; what is left out only adds.
_PRESUMED_FLOP: Final = 1e25


def worth(within: Range, level: Confidence) -> Confidence:
    """Return what a cumulative figure is worth: low where what it leaves out could change an answer.

    Args:
        within: The figure with its permitted error, in FLOP.
        level: What it is worth as compute for parameter updates.
    """
    could_matter = within.high > _GENERAL_PURPOSE_FLOP and within.low <= _PRESUMED_FLOP
    return Confidence.LOW if could_matter else level
