"""Kleene's strong three-valued logic: unknown is a value, not a failure."""

from collections.abc import Iterable
from enum import StrEnum


class Tri(StrEnum):
    """True, false or not known; never used as a Python condition by accident."""

    TRUE = "yes"
    FALSE = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Refuse: ``if tri`` would turn unknown into an answer."""
        raise TypeError("a Tri has no truth value; compare it with Tri.TRUE")

    def __invert__(self) -> "Tri":
        """Return the negation; the negation of unknown is unknown."""
        return {Tri.TRUE: Tri.FALSE, Tri.FALSE: Tri.TRUE}.get(self, Tri.UNKNOWN)

    @classmethod
    def of(cls, value: bool | None) -> "Tri":
        """Return the Tri for a boolean, ``None`` being unknown."""
        return cls.UNKNOWN if value is None else cls.TRUE if value else cls.FALSE


def all_of(values: Iterable[Tri]) -> Tri:
    """Return the conjunction: false wins, then unknown.

    Raises:
        ValueError: there is nothing to conjoin (an empty rule approves nothing).
    """
    return _fold(values, winner=Tri.FALSE, otherwise=Tri.TRUE)


def any_of(values: Iterable[Tri]) -> Tri:
    """Return the disjunction: true wins, then unknown.

    Raises:
        ValueError: there is nothing to disjoin.
    """
    return _fold(values, winner=Tri.TRUE, otherwise=Tri.FALSE)


def _fold(values: Iterable[Tri], *, winner: Tri, otherwise: Tri) -> Tri:
    seen = set(values)
    if not seen:
        raise ValueError("a condition needs at least one part")
    if winner in seen:
        return winner
    return Tri.UNKNOWN if Tri.UNKNOWN in seen else otherwise
