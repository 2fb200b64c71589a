"""What a condition comes to, and how answers combine: Kleene's logic, with evidence carried along.

The value of ``all`` is decided by its strongest false part, or else by all parts together; ``any``
is the mirror image. What decides lends its confidence and its leaf; what is unknown, what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.fact import Confidence, weakest
from auditor.domain.finding import Missing, Reason
from auditor.domain.tri import Tri, all_of, any_of

MAX_PARTS: Final = 12
"""A quantifier over thousands of subjects explains itself by the first few that decide it."""


@dataclass(frozen=True, slots=True)
class Decider:
    """A leaf that decides, as what was asked reads, and what it reads when the opposite is asked."""

    leaf: Reason
    denied: str = ""

    def negated(self) -> "Decider":
        """Return the leaf under a negation."""
        text = replace(self.leaf, text=self.denied or self.leaf.text, value=~self.leaf.value)
        return Decider(text, self.leaf.text if self.denied else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition comes to.

    Attributes:
        value: Yes, no or unknown.
        confidence: Of what decides it; high where nothing does.
        reason: The explanation, leaf by leaf.
        deciders: The leaves that decide; several where no one of them does alone. There is at least one, and
            where hearsay decides, the first is one that is hearsay.
        missing: What would settle an unknown.
    """

    value: Tri
    confidence: Confidence
    reason: Reason
    deciders: tuple[Decider, ...]
    missing: tuple[Missing, ...] = ()

    @property
    def leaf(self) -> Reason:
        """The first leaf that decides; it reads as what was asked, negations included."""
        return self.deciders[0].leaf

    @property
    def decided_by(self) -> tuple[Reason, ...]:
        """Every leaf that decides, each once."""
        return tuple(dict.fromkeys(one.leaf for one in self.deciders))


def leaf(
    reason: Reason, confidence: Confidence, missing: tuple[Missing, ...] = (), *, denied: str = ""
) -> Answer:
    """Return the answer of a leaf, with what it reads when the opposite is asked, if that differs."""
    return Answer(reason.value, confidence, reason, (Decider(reason, denied),), missing)


def conjunction(text: str, parts: Sequence[Answer]) -> Answer:
    """Return the answer of ``all``; there is at least one part."""
    value = all_of(part.value for part in parts)
    return _combined(text, parts, value, decided_by_one=value is Tri.FALSE)


def disjunction(text: str, parts: Sequence[Answer]) -> Answer:
    """Return the answer of ``any``; there is at least one part."""
    value = any_of(part.value for part in parts)
    return _combined(text, parts, value, decided_by_one=value is Tri.TRUE)


def negation(text: str, part: Answer) -> Answer:
    """Return the answer of ``not``.

    The explanation keeps parts as they were asked, below what denies them. A fact that is compared carries
    the negation itself, as the deciding leaf does, which stands alone in a sentence.
    """
    deciders = tuple(one.negated() for one in part.deciders)
    is_compared = len(deciders) == 1 and part.reason == part.leaf and bool(deciders[0].denied)
    reason = deciders[0].leaf if is_compared else Reason(text, ~part.value, parts=(part.reason,))
    return Answer(reason.value, part.confidence, reason, deciders, part.missing)


def _combined(text: str, parts: Sequence[Answer], value: Tri, *, decided_by_one: bool) -> Answer:
    deciding = [part for part in parts if part.value is value]
    if decided_by_one:
        best = max(deciding, key=lambda part: part.confidence.rank)
        deciders, confidence = best.deciders, best.confidence
    else:
        confidence = weakest(*(part.confidence for part in deciding))
        # All of them together decide; where that is hearsay, what is hearsay has to be named.
        firm_last = sorted(deciding, key=lambda part: part.confidence is not Confidence.LOW)
        deciders = tuple(one for part in firm_last[:MAX_PARTS] for one in part.deciders)[:MAX_PARTS]
    shown = parts if len(parts) <= MAX_PARTS else deciding[:MAX_PARTS]
    reason = Reason(text, value, parts=tuple(part.reason for part in shown))
    missing = _missing(deciding) if value is Tri.UNKNOWN else ()
    return Answer(value, confidence, reason, deciders, missing)


def _missing(parts: Sequence[Answer]) -> tuple[Missing, ...]:
    """Return what is missing, each once, in the order it is asked."""
    return tuple(dict.fromkeys(missing for part in parts for missing in part.missing))
