"""The arithmetic of training compute, and nothing else."""

import math
from dataclasses import dataclass
from typing import Final, Literal

from auditor.domain.figures import Rounding, rounded
from auditor.domain.tri import Tri
from auditor.domain.values import Range

# Commission guidelines on GPAI models, Annex A.2: forward and backward pass, per parameter and token.
FLOP_PER_PARAMETER_AND_TOKEN: Final = 6
_SECONDS_PER_HOUR: Final = 3600

# Sums, margins and spans of such figures are numbers too; no computation has come near it.
_LARGEST_FLOP: Final = 1e100

Side = Literal["above", "below", "undetermined"]
"""Where a range lies relative to a threshold."""


class FigureError(ValueError):
    """Inputs come to no figure that can be computed with."""


def product(what: str, *factors: float) -> float:
    """Multiply: the one place where a figure can become too large, or vanish.

    Args:
        what: The factors in words, for the error.
        *factors: The numbers, counts of any size among them.

    Raises:
        FigureError: the product is none that can be computed with.
    """
    try:
        flop = math.prod(map(float, factors))
    except OverflowError:
        flop = math.inf
    if not 0 < flop <= _LARGEST_FLOP:
        raise FigureError(f"{what} is no number that can be computed with")
    return flop


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
            raise FigureError("utilisation is above 0 and at most 1")

    @property
    def flop(self) -> float:
        """Units x seconds x peak x utilisation."""
        seconds = (self.hours, _SECONDS_PER_HOUR)
        what = "units x hours x peak rate x utilisation"
        return product(what, self.n_accelerators, *seconds, self.peak_flop_per_s, self.utilisation)


def architecture_flop(n_parameters: float, n_tokens: float) -> float:
    """Return the compute of a training run by the architecture-based shortcut, in FLOP.

    Args:
        n_parameters: Parameters used per token: all of a dense network, the active ones of a mixture.
        n_tokens: Training tokens, repeats included.

    Raises:
        FigureError: an argument is not a positive number, or the product is none.

    Source:
        Commission guidelines on GPAI models, Annex A.2, for dense large transformers. For a mixture of
        experts the number of operations per pass follows from its general formula (an inference).
    """
    _refuse("parameters and tokens", n_parameters, n_tokens)
    return product("parameters x tokens", FLOP_PER_PARAMETER_AND_TOKEN, n_parameters, n_tokens)


def _refuse(what: str, *numbers: float) -> None:
    """Refuse numbers that are not finite and above 0; "not a number" is neither above nor below.

    Raises:
        FigureError: one of them is not.
    """
    if not all(0 < number < math.inf for number in numbers):
        raise FigureError(f"{what} are numbers above 0")


def estimate(
    n_parameters: float | None = None,
    n_tokens: float | None = None,
    n_active: float | None = None,
    hardware: Range | None = None,
) -> Range | None:
    """Estimate training compute from what is known.

    Args:
        n_parameters: All parameters.
        n_tokens: Training tokens, repeats included.
        n_active: Parameters used per token, for a mixture of experts.
        hardware: What the hardware it ran on comes to, in FLOP.

    Returns:
        The range that the possible methods span, in FLOP; the central figure is that of the architecture
        where it is possible. ``None`` if neither method has what it needs.

    Raises:
        FigureError: a number is not finite and above 0, or there are more active parameters than parameters.
    """
    _refuse("parameters and tokens", *(n for n in (n_parameters, n_tokens, n_active) if n is not None))
    if n_active is not None and n_parameters is not None and n_active > n_parameters:
        raise FigureError("a network has no more active parameters than parameters")
    per_token = n_active if n_active is not None else n_parameters
    if per_token is None or n_tokens is None:
        return hardware
    flop = architecture_flop(per_token, n_tokens)
    if hardware is None:
        return Range(flop, flop, flop)
    return Range(min(flop, hardware.low), max(flop, hardware.high), flop)


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
