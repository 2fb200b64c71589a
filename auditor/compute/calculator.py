"""The arithmetic of training compute, and nothing else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from auditor.domain.figures import Rounding, rounded
from auditor.domain.tri import Tri
from auditor.domain.values import Range

# Commission guidelines on GPAI models, Annex A.2: forward and backward pass, per parameter and token.
FLOP_PER_PARAMETER_AND_TOKEN: Final = 6
_SECONDS_PER_HOUR: Final = 3600

Side = Literal["above", "below", "undetermined"]
"""Where a range lies relative to a threshold."""


@dataclass(frozen=True, slots=True)
class HardwareRun:
    """One phase of training on one kind of accelerator.

    Attributes:
        n_accelerators: Units in use.
        hours: Duration per unit.
        peak_flop_per_s: Peak rate of one unit in the precision used, dense.
        utilisation: Mean share of the peak that became operations of the network, 0 to 1.
    """

    n_accelerators: int
    hours: float
    peak_flop_per_s: float
    utilisation: float

    def __post_init__(self) -> None:
        _refuse("units, hours and peak rate", self.n_accelerators, self.hours, self.peak_flop_per_s)
        # Written so that "not a number" fails as well.
        if not 0 < self.utilisation <= 1:
            raise ValueError("utilisation is above 0 and at most 1")

    @property
    def flop(self) -> float:
        """Units x seconds x peak x utilisation."""
        return self.n_accelerators * self.hours * _SECONDS_PER_HOUR * self.peak_flop_per_s * self.utilisation


def architecture_flop(n_parameters: float, n_tokens: float) -> float:
    """Return the compute of a training run by the architecture-based shortcut, in FLOP.

    Args:
        n_parameters: Parameters used per token: all of a dense network, the active ones of a mixture.
        n_tokens: Training tokens, repeats included.

    Raises:
        ValueError: an argument is not a positive number, or the product is none.

    Source:
        Commission guidelines on GPAI models, Annex A.2, for dense large transformers. For a mixture of
        experts the number of operations per pass follows from its general formula (an inference).
    """
    _refuse("parameters and tokens", n_parameters, n_tokens)
    flop = FLOP_PER_PARAMETER_AND_TOKEN * n_parameters * n_tokens
    # Its upper bound is computed with as well, and lies above by a share of it.
    if not 0 < 2 * flop < math.inf:
        raise ValueError("parameters x tokens is no number that can be computed with")
    return flop


def _refuse(what: str, *numbers: float) -> None:
    """Refuse numbers that are not finite and above 0; "not a number" is neither above nor below.

    Raises:
        ValueError: one of them is not.
    """
    if not all(0 < number < math.inf for number in numbers):
        raise ValueError(f"{what} are numbers above 0")


def estimate(
    n_parameters: float | None = None,
    n_tokens: float | None = None,
    n_active: float | None = None,
    hardware: Sequence[HardwareRun] = (),
) -> Range | None:
    """Estimate training compute from what is known.

    Args:
        n_parameters: All parameters.
        n_tokens: Training tokens, repeats included.
        n_active: Parameters used per token, for a mixture of experts.
        hardware: Phases of training; their compute adds up.

    Returns:
        The range that the possible methods span, in FLOP; the central figure is the architecture-based
        one where it is possible. ``None`` if neither method has what it needs.

    Raises:
        ValueError: a number is not finite and above 0, or there are more active parameters than parameters.
    """
    _refuse("parameters and tokens", *(n for n in (n_parameters, n_tokens, n_active) if n is not None))
    if n_active is not None and n_parameters is not None and n_active > n_parameters:
        raise ValueError("a network has no more active parameters than parameters")
    per_token = n_active if n_active is not None else n_parameters
    figures = []
    if per_token is not None and n_tokens is not None:
        figures.append(architecture_flop(per_token, n_tokens))
    if hardware:
        figures.append(sum(run.flop for run in hardware))
    return Range(min(figures), max(figures), figures[0]) if figures else None


def bounds(value: Range, error: float) -> Range:
    """Return the range with the error permitted of its central figure, in FLOP.

    Source:
        Commission guidelines on GPAI models, Annex A.2: accuracy within a share of the reported estimate.
    """
    if value.central is None:
        return value
    low = min(value.low, (1 - error) * value.central)
    high = max(value.high, (1 + error) * value.central)
    return Range(low, high, value.central)


def threshold(within: Range, flop: float) -> Side:
    """Say on which side of a threshold a range lies; only strictly more is above it.

    Source:
        Regulation (EU) 2024/1689, Art. 51(2), and Commission guidelines: "greater than".
    """
    return _SIDES[within.exceeds(flop)]


_SIDES: Final[dict[Tri, Side]] = {Tri.TRUE: "above", Tri.FALSE: "below", Tri.UNKNOWN: "undetermined"}


def figure(flop: float, rounding: Rounding = Rounding.NEAREST) -> str:
    """Word a figure with up to four significant digits: ``7.227e23``.

    Notifications report two; with four, a reader can compute the figure again from its inputs.

    Source:
        Commission guidelines on GPAI models, on notifications: two significant figures.
    """
    if flop == 0:
        return "0"
    mantissa, exponent = rounded(flop, rounding)
    return f"{mantissa}e{exponent}"
