"""The day in the id of a hosted model, by which a provider tells the states of one model apart.

``claude-3-5-sonnet-20240620`` and ``-20241022`` are two models under one name. What is written of the day
differs by provider: a whole one (``2024-08-06``, ``20240620``, ``250115``), a month (``2407``, ``03-2025``),
or a day without its year (``0613``, ``03-25``).
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

_CENTURY: Final = 2000
# No model was served under a dated id before: ``1106`` is a day of November, ``2407`` a month of 2024.
_FIRST_YEAR: Final = 2018
_YEAR: Final = r"(?P<year>20\d\d)"
_SHORT_YEAR: Final = r"(?P<year>\d\d)"
_MONTH: Final = r"(?P<month>\d\d)"
_DAY: Final = r"(?P<day>\d\d)"
# The longest first: the eight digits of a day hold four that could be a month.
_FORMS: Final = tuple(
    re.compile(rf"[-@:]{form}(?=[-:]|$)")
    for form in (
        rf"{_YEAR}-{_MONTH}-{_DAY}",
        rf"{_YEAR}{_MONTH}{_DAY}",
        rf"{_SHORT_YEAR}{_MONTH}{_DAY}",
        rf"{_MONTH}-{_YEAR}",
        rf"{_YEAR}-{_MONTH}",
        rf"{_SHORT_YEAR}{_MONTH}",
        rf"{_MONTH}{_DAY}",
        rf"{_MONTH}-{_DAY}",
    )
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A day, as far as an id says it.

    Attributes:
        written: How the id writes it.
        month: The month.
        year: The year; ``None`` where the id leaves it out.
        day: The day of the month; ``None`` where the id leaves it out.
    """

    written: str
    month: int
    year: int | None = None
    day: int | None = None

    def fits(self, day: date) -> bool:
        """Say whether a day is the one that is meant, as far as that is said."""
        return (
            self.month == day.month
            and self.year in {None, day.year}
            and (self.day is None or self.day == day.day)
        )


def take_stamp(name: str) -> tuple[str, Stamp | None]:
    """Return a name without the day in it, and that day; ``None`` where it has none.

    Four digits that are neither a month nor a day stay: they are part of the name.
    """
    for form in _FORMS:
        for found in form.finditer(name):
            for stamp in _read(found):
                return name[: found.start()] + name[found.end() :], stamp
    return name, None


def _read(found: "re.Match[str]") -> Iterator[Stamp]:
    """Yield the day that a match writes, if there is such a day."""
    parts = {key: int(value) for key, value in found.groupdict().items()}
    year = parts.get("year")
    if year is not None and year < _CENTURY:
        year += _CENTURY
    if year is not None and year < _FIRST_YEAR:
        return
    with suppress(ValueError):
        # A leap year stands for the year that is left out: 29 February is a day.
        date(year or _CENTURY, parts["month"], parts.get("day", 1))
        yield Stamp(found.group()[1:], parts["month"], year, parts.get("day"))
