"""What a condition comes to, and how answers combine: Kleene's logic, with evidence carried along.

The value of ``all`` is decided by its strongest false part, or else by all parts together; ``any``
is the mirror image. What decides lends its confidence and its leaf; what is unknown, what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.fact import Confidence, weakest
from auditor.domain.finding import Missing, Reason
from auditor.domain.tri import Tri, all_of, any_of

# A quantifier over thousands of subjects explains itself by the first few that decide it.
_MAX_PARTS: Final = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition comes to.

    Attributes:
        value: Yes, no or unknown.
        confidence: Of what decides it; high where nothing does.
        reason: The explanation, leaf by leaf.
        leaf: The leaf that decides, the first of several.
        missing: What would settle an unknown.
    """

    value: Tri
    confidence: Confidence
    reason: Reason
    leaf: Reason
    missing: tuple[Missing, ...] = ()


def leaf(reason: Reason, confidence: Confidence, missing: tuple[Missing, ...] = ()) -> Answer:
    """Return the answer of a leaf."""
    return Answer(reason.value, confidence, reason, reason, missing)


def conjunction(text: str, parts: Sequence[Answer]) -> Answer:
    """Return the answer of ``all``; there is at least one part."""
    value = all_of(part.value for part in parts)
    return _combined(text, parts, value, decided_by_one=value is Tri.FALSE)


def disjunction(text: str, parts: Sequence[Answer]) -> Answer:
    """Return the answer of ``any``; there is at least one part."""
    value = any_of(part.value for part in parts)
    return _combined(text, parts, value, decided_by_one=value is Tri.TRUE)


def negation(text: str, part: Answer) -> Answer:
    """Return the answer of ``not``."""
    reason = Reason(text, ~part.value, parts=(part.reason,))
    return Answer(reason.value, part.confidence, reason, part.leaf, part.missing)


def _combined(text: str, parts: Sequence[Answer], value: Tri, *, decided_by_one: bool) -> Answer:
    deciding = [part for part in parts if part.value is value]
    if decided_by_one:
        best = max(deciding, key=lambda part: part.confidence.rank)
        confidence = best.confidence
    else:
        best = deciding[0]
        confidence = weakest(*(part.confidence for part in deciding))
    shown = parts if len(parts) <= _MAX_PARTS else deciding[:_MAX_PARTS]
    reason = Reason(text, value, parts=tuple(part.reason for part in shown))
    return Answer(value, confidence, reason, best.leaf, _missing(deciding) if value is Tri.UNKNOWN else ())


def _missing(parts: Sequence[Answer]) -> tuple[Missing, ...]:
    """Return what is missing, each once, in the order it is asked."""
    return tuple(dict.fromkeys(missing for part in parts for missing in part.missing))
