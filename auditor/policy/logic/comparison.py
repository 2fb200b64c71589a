"""One value against one bound: yes, no, or a range that lies on both sides."""

import re
from datetime import date
from typing import Final

from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, NoDay, Range
from auditor.policy.conditions import Operator
from auditor.settings import ParameterValue

Bound = ParameterValue
"""What a fact is compared with: what a parameter can be set to, and a rule can say."""

_VERSION: Final = re.compile(r"[vVbB]?(\d+(?:\.\d+)*)(.*)", re.DOTALL)


def compare(value: FactValue, operator: Operator, bound: Bound) -> Tri:
    """Compare a fact's value with a bound that fits its type.

    Args:
        value: The value.
        operator: How to compare.
        bound: The bound, in the fact's unit.

    Returns:
        Whether it holds; unknown for a range on both sides of the bound, and for a version whose
        order cannot be told.
    """
    if isinstance(value, Range) and isinstance(bound, int | float):
        return _range(value, operator, float(bound))
    if operator is Operator.OLDER_THAN:
        return _older(str(value), str(bound))
    if isinstance(bound, tuple):
        return Tri.of(_among(value, operator, bound))
    if isinstance(value, NoDay):
        # It is before no day, on none and after none.
        return Tri.FALSE
    if isinstance(value, date) and isinstance(bound, date):
        return Tri.of(
            {Operator.BEFORE: value < bound, Operator.ON_OR_AFTER: value >= bound}.get(
                operator, value == bound
            )
        )
    if isinstance(value, int | float) and isinstance(bound, int | float):
        return Tri.of(_number(value, operator, bound))
    return Tri.of(value == bound)


def _number(value: float, operator: Operator, bound: float) -> bool:
    return {
        Operator.MORE_THAN: value > bound,
        Operator.AT_LEAST: value >= bound,
        Operator.LESS_THAN: value < bound,
        Operator.AT_MOST: value <= bound,
    }.get(operator, value == bound)


def _range(value: Range, operator: Operator, bound: float) -> Tri:
    """Compare a range; ``is`` is never asked of one."""
    if operator in {Operator.MORE_THAN, Operator.AT_MOST}:
        above = value.exceeds(bound)
        return above if operator is Operator.MORE_THAN else ~above
    reached = value.reaches(bound)
    return reached if operator is Operator.AT_LEAST else ~reached


def _among(value: FactValue, operator: Operator, words: tuple[str, ...]) -> bool:
    if not isinstance(value, tuple):
        return (value in words) is (operator is Operator.IN)
    if operator is Operator.IS:
        return value == words
    return bool(set(value) & set(words)) is (operator is Operator.INCLUDES_ANY)


def _older(value: str, bound: str) -> Tri:
    """Order two versions by their dotted numbers; what follows those only decides when they are equal."""
    one, other = _VERSION.fullmatch(value.strip()), _VERSION.fullmatch(bound.strip())
    if one is None or other is None:
        return Tri.UNKNOWN
    left, right = _numbers(one[1]), _numbers(other[1])
    if left != right:
        return Tri.of(left < right)
    return Tri.of(False) if one[2] == other[2] else Tri.UNKNOWN


def _numbers(dotted: str) -> tuple[int, ...]:
    numbers = [int(part) for part in dotted.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
