"""The values a fact can have."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import assert_never

from auditor.domain.tri import Tri


@dataclass(frozen=True, slots=True)
class Range:
    """A quantity known to lie between two bounds, both included.

    Attributes:
        low: Lower bound, in the fact's unit.
        high: Upper bound, in the fact's unit.
        central: Best single figure, where the method gives one.
    """

    low: float
    high: float
    central: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high < float("inf"):
            raise ValueError(f"a range needs 0 <= low <= high < infinity, got {self.low} and {self.high}")
        if self.central is not None and not self.low <= self.central <= self.high:
            raise ValueError(f"the central figure {self.central} lies outside {self.low} to {self.high}")

    def exceeds(self, bound: float) -> Tri:
        """Say whether the true value is strictly above ``bound``; a straddling range is unknown."""
        if self.low > bound:
            return Tri.TRUE
        return Tri.FALSE if self.high <= bound else Tri.UNKNOWN

    def reaches(self, bound: float) -> Tri:
        """Say whether the true value is at least ``bound``; a straddling range is unknown."""
        if self.low >= bound:
            return Tri.TRUE
        return Tri.FALSE if self.high < bound else Tri.UNKNOWN


class NoDay(Enum):
    """What a fact about a day is where somebody says that there is none."""

    NEVER = "none"
    """It never was: before no day and on none. The word is how it is declared and printed."""

    def __str__(self) -> str:
        return self.value


FactValue = bool | int | float | str | date | NoDay | Range | tuple[str, ...]
"""What a claim can state. A tri-state fact is a ``bool`` that may be unknown."""


class ValueType(StrEnum):
    """The type of a fact's value, as the registry and the policy loader name it."""

    TRI = "yes/no"
    COUNT = "count"
    NUMBER = "number"
    TEXT = "text"
    SET = "set of words"
    DATE = "date"
    RANGE = "range"

    def admits(self, value: FactValue) -> bool:
        """Say whether ``value`` is of this type."""
        match self:
            case ValueType.TRI:
                return isinstance(value, bool)
            case ValueType.COUNT:
                return isinstance(value, int) and not isinstance(value, bool) and value >= 0
            case ValueType.NUMBER:
                return isinstance(value, int | float) and not isinstance(value, bool)
            case ValueType.TEXT:
                return isinstance(value, str)
            case ValueType.SET:
                return isinstance(value, tuple)
            case ValueType.DATE:
                return isinstance(value, date | NoDay)
            case ValueType.RANGE:
                return isinstance(value, Range)
            case unreachable:
                assert_never(unreachable)


def set_of(words: "tuple[str, ...] | list[str] | set[str]") -> tuple[str, ...]:
    """Return the words as a set-valued fact holds them: sorted, without repeats."""
    return tuple(sorted(set(words)))
