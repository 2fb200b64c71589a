"""What the figures that are known leave out of cumulative compute, and when that can matter.

Compute for parameter updates is what providers publish, or what size and tokens come to. Cumulative
compute has more in it, and that is published by nobody; so a cumulative figure made from it is the
figure on record and not a bound from above.
"""

from typing import Final

# Commission guidelines on GPAI models, Annex A.1.
OMITTED: Final = (
    "without forward passes for non-public synthetic data, discarded samples included, which count"
    " (Annex A.1) and are in no published figure"
)
