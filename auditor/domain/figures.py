"""Large quantities in digits: enough of them to compute with, and bounds never rounded inwards."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from enum import Enum
from typing import Final

SIGNIFICANT: Final = 4
"""Digits of a figure: a product of printed inputs comes to the printed result."""

# Binary arithmetic leaves noise beyond this digit (0.7 x 7.2e23 is 5.0399999999999996e23); rounded
# outwards it would look like a digit.
_FREE_OF_NOISE: Final = 12
_LARGEST_COUNT: Final = 2**53
_WRITTEN_OUT: Final = 1_000_000


class Rounding(Enum):
    """Which way a figure is rounded; the value is that of ``decimal``."""

    NEAREST = ROUND_HALF_EVEN
    DOWN = ROUND_FLOOR
    """For a lower bound."""
    UP = ROUND_CEILING
    """For an upper bound."""


def rounded(value: float, rounding: Rounding = Rounding.NEAREST) -> tuple[str, int]:
    """Return mantissa and power of ten of a figure: ``("7.2", 23)``.

    Args:
        value: Zero or more, finite.
        rounding: Which way.

    Returns:
        A mantissa from 1.0 to 9.999 with at least one decimal and no other zeros at its end; the
        power of ten.
    """
    exact = Decimal(f"{value:.{_FREE_OF_NOISE - 1}e}")
    if not exact:
        return "0.0", 0
    last = Decimal((0, (1,), exact.adjusted() - SIGNIFICANT + 1))
    return _split(exact.quantize(last, rounding.value))


def exactly(value: float) -> str:
    """Return a quantity with every digit it has: 8030261248 is ``8.030261248e9``.

    Counts below a million are written out; beyond the integers that floating point holds, what is
    noise is left away.
    """
    if abs(value) < _LARGEST_COUNT and value == int(value):
        if abs(value) < _WRITTEN_OUT:
            return str(int(value))
        exact = Decimal(int(value))
    else:
        exact = Decimal(f"{value:.{_FREE_OF_NOISE - 1}e}")
    mantissa, exponent = _split(exact)
    return f"{mantissa.removesuffix('.0')}e{exponent}"


def at_scale(value: float, exponent: int, rounding: Rounding) -> str:
    """Return a figure as a multiple of a power of ten, with as many decimals as a mantissa has."""
    exact = Decimal(f"{value:.{_FREE_OF_NOISE - 1}e}").scaleb(-exponent)
    return _trimmed(exact.quantize(Decimal((0, (1,), 1 - SIGNIFICANT)), rounding.value))


def _split(figure: Decimal) -> tuple[str, int]:
    exponent = figure.adjusted()
    return _trimmed(figure.scaleb(-exponent)), exponent


def _trimmed(mantissa: Decimal) -> str:
    whole, _, decimals = f"{mantissa:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"
