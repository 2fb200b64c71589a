"""How much compute a model was trained with, always as a range.

::

    facts + catalogue --ESTIMATORS--> Claim*      one per method, best method first:
        disclosed       the provider's own figure
        hardware        units x seconds x peak rate x utilisation, as the organisation declares them
        architecture    6 x parameters x tokens; active parameters for a mixture of experts
        published       a third party's estimate, named as such
        quantized       the base's figures, for a quantised copy
        envelope        bounds only, where the tokens are unknown; never an estimate
    --assess--> update_flop, cumulative_flop      low and high span the methods that agree
            --> update_bounds_flop, ...           those with the permitted error, which the law sets (figures)

Two quantities are never mixed: compute that directly contributed to parameter updates, and all compute
that contributed to capabilities. A model made from another one has its own run in the first, and the
base's too in the second; what no published figure contains is said beside it (omission). To add an
estimator: write its module, then add one line to ESTIMATORS, which is what the pipeline passes to ``assess``.
"""

from typing import Final

from auditor.compute.architecture import ArchitectureEstimator
from auditor.compute.assessing import assess
from auditor.compute.base import Estimator
from auditor.compute.calculator import estimate, figure, threshold
from auditor.compute.disclosed import DisclosedEstimator
from auditor.compute.envelope import EnvelopeEstimator
from auditor.compute.figures import LawFigures
from auditor.compute.hardware import HardwareEstimator, HardwareFigure, hardware_flop
from auditor.compute.modification import assess_modification
from auditor.compute.omission import OMITTED
from auditor.compute.published import PublishedEstimator
from auditor.compute.quantized import QuantizedEstimator
from auditor.domain.facts import produced_by

PRODUCES: Final = produced_by("compute")
"""The facts this package establishes."""

ESTIMATORS: Final[tuple[Estimator, ...]] = (
    DisclosedEstimator(),
    HardwareEstimator(),
    ArchitectureEstimator(),
    PublishedEstimator(),
    QuantizedEstimator(),
    EnvelopeEstimator(),
)
"""Every method of estimating training compute, best first."""

__all__ = [
    "ESTIMATORS",
    "OMITTED",
    "PRODUCES",
    "Estimator",
    "HardwareFigure",
    "LawFigures",
    "assess",
    "assess_modification",
    "estimate",
    "figure",
    "hardware_flop",
    "threshold",
]
