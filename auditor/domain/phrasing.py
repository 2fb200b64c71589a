"""How figures and days read to people: one form for sentences, tables and drawings alike.

Superscripts and the spaces that do not break are Unicode, so the same words serve the terminal, the
page and the print. Nothing depends on the locale of the machine.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

from auditor.domain.figures import Rounding, at_scale, rounded
from auditor.domain.values import Range

# fmt: off
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
_SUPERSCRIPT: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Above this a figure is printed as a power of ten: nobody counts sixteen digits.
_TOO_LONG: Final = 1e15
# Counts below this are written out, both ends of a range too.
_WRITTEN_OUT: Final = 1e6
_NARROW_SPACE: Final = "\u202f"
_NO_BREAK: Final = "\u00a0"
_TIMES: Final = "\u00d7"
_TO: Final = " \u2013 "


def number(value: float) -> str:
    """Return a number with its thousands set apart by narrow spaces that do not break."""
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= _TOO_LONG:
        return scientific(value)
    figure = f"{int(value):,}" if value == int(value) else f"{value:,.4g}"
    return figure.replace(",", _NARROW_SPACE)


def counted(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun: ``1 model``, ``14 models``."""
    return f"{number(n)}{_NO_BREAK}{one if n == 1 else many or one + 's'}"


def series(words: Sequence[str]) -> str:
    """Return words in a row: ``a, b and c``; empty for none."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def scientific(value: float, rounding: Rounding = Rounding.NEAREST) -> str:
    """Return a quantity with up to four significant figures: ``1.274 x 10²⁴``.

    Notifications report two; with four, a reader can compute the figure again from its inputs.

    Source:
        Commission guidelines on GPAI models, point 32: two significant figures.
    """
    if value == 0:
        return "0"
    mantissa, exponent = rounded(value, rounding)
    return f"{mantissa}{_power(exponent)}"


def quantity_range(quantity: Range) -> str:
    """Return a range over one power of ten where that reads well: ``0.9 - 1.6 x 10²⁴``.

    A range is rounded outwards: what is printed holds all of it. Counts below a million are written out.
    """
    low, high = quantity.low, quantity.high
    if high < _WRITTEN_OUT and low == int(low) and high == int(high):
        return number(low) if low == high else f"{number(low)}{_TO}{number(high)}"
    if scientific(low) == scientific(high):
        return scientific(high if quantity.central is None else quantity.central)
    upper = scientific(high, Rounding.UP)
    if low == 0:
        return f"0{_TO}{upper}"
    mantissa, exponent = rounded(high, Rounding.UP)
    # The lower end in the upper end's power of ten; far below it, that would lose its digits.
    if low < high / 10:
        return f"{scientific(low, Rounding.DOWN)}{_TO}{upper}"
    return f"{at_scale(low, exponent, Rounding.DOWN)}{_TO}{mantissa}{_power(exponent)}"


def _power(exponent: int) -> str:
    return f"{_NO_BREAK}{_TIMES}{_NO_BREAK}10{str(exponent).translate(_SUPERSCRIPT)}"


def power_of_ten(exponent: int) -> str:
    """Return ``10²⁴``."""
    return f"10{str(exponent).translate(_SUPERSCRIPT)}"


def day(when: date) -> str:
    """Return a day in full: ``22 November 2026``."""
    return f"{when.day}{_NO_BREAK}{_MONTHS[when.month - 1]}{_NO_BREAK}{when.year}"


def days_left(n_days: int) -> str:
    """Return how far off a day is: ``in 10 days``."""
    return "today" if n_days == 0 else f"in {counted(n_days, 'day')}"


def plain_spaces(text: str) -> str:
    """Return what people search and scripts match with the spaces that a keyboard has."""
    return text.replace(_NO_BREAK, " ").replace(_NARROW_SPACE, " ")


def prose_day(when: date) -> str:
    """Return a day as a recorded sentence says it: ``22 November 2026``, in the spaces of a keyboard."""
    return plain_spaces(day(when))
