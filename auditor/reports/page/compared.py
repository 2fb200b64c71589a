"""Training compute against the Act's thresholds in words: which of the two quantities meets which of them."""

import math
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.fact import Confidence, Known
from auditor.domain.figures import Rounding
from auditor.domain.subject import Strength
from auditor.domain.tri import Tri
from auditor.domain.values import Range
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf, claims_of, known_range, known_text


@dataclass(frozen=True, slots=True)
class Threshold:
    """A quantity the law, or guidance on it, compares training compute with.

    Attributes:
        flop: The quantity, in FLOP; above it means strictly above.
        label: What lies above it.
        quantity: Which compute is compared: ``update`` or ``cumulative``.
        basis: What compares it.
    """

    flop: float
    label: str
    quantity: str
    basis: str

    @property
    def power(self) -> str:
        """The quantity as it is printed: ``10²³``."""
        exponent = round(math.log10(self.flop))
        is_power = math.isclose(self.flop, 10.0**exponent)
        return wording.power_of_ten(exponent) if is_power else wording.scientific(self.flop)

    @property
    def sentence(self) -> str:
        """What is compared with it, and by what: a figure of the other quantity says nothing about it."""
        return f"{self.power}, {self.label}: compared with {_NAMES[self.quantity]} ({self.basis})"


# Figures of the law that compute is compared with: name in the law, what lies above, which compute, and why.
_COMPARED: Final = (
    (
        "gpai_indicative_flop",
        "GPAI (indicative)",
        "update",
        "Commission guidelines on GPAI models, together with what it takes and gives",
    ),
    ("systemic_presumption_flop", "systemic risk (presumed)", "cumulative", "Art.\u00a051(2)"),
)
# The word of Epoch AI for figures that no report and no count stands behind.
_SPECULATIVE: Final = "(Speculative)"
_NAMES: Final = {"update": "compute of parameter updates", "cumulative": "cumulative compute"}
_SHORT: Final = {"update": "updates", "cumulative": "cumulative"}


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of training compute, and on which side of its thresholds it lies.

    Attributes:
        figure: The figure.
        against: The side.
        reservation: Why it decides nothing, where it rests on low confidence alone; else empty.
    """

    figure: str
    against: str
    reservation: str = ""


def thresholds(audit: Audit) -> tuple[Threshold, ...]:
    """Return the figures the law of as-of has, the smallest first; before its text there is none."""
    law = {figure.name: figure.value for figure in audit.law}
    found = (
        Threshold(float(flop), label, quantity, basis)
        for name, label, quantity, basis in _COMPARED
        if isinstance(flop := law.get(name), int | float)
    )
    return tuple(sorted(found, key=lambda threshold: threshold.flop))


def compared(facts: FactsOf, asked: tuple[Threshold, ...]) -> tuple[Compared, ...]:
    """Return a line per quantity, or one for both where their figures are the same.

    Each quantity is named with the thresholds it is compared with: next to the other's figure, "below"
    would be read as said of that.
    """
    figures = {quantity: _figure(facts, quantity) for quantity in _SHORT}
    sides = {quantity: _against(facts, quantity, asked) for quantity in _SHORT}
    if figures["update"] == figures["cumulative"]:
        said = ", ".join(f"{_SHORT[quantity]} {side}" for quantity, side in sides.items() if side)
        return (Compared(figures["update"], said, _reservation(facts, *_SHORT)),)
    return tuple(
        Compared(f"{_SHORT[quantity]} {figures[quantity]}", sides[quantity], _reservation(facts, quantity))
        for quantity in _SHORT
    )


def is_weak(facts: FactsOf, name: str) -> bool:
    """Say whether a quantity that is known rests on low confidence alone, which decides nothing."""
    fact = facts.get(name)
    state = fact.state if fact is not None else None
    return isinstance(state, Known) and state.confidence is Confidence.LOW


def _reservation(facts: FactsOf, *quantities: str) -> str:
    names = [f"compute.{quantity}_{kind}" for quantity in quantities for kind in ("flop", "bounds_flop")]
    weak = [name for name in names if is_weak(facts, name)]
    if not weak:
        return ""
    by_name = known_text(facts, "identity.strength") == Strength.NAME
    citations = [claim.citation or "" for name in weak for claim in claims_of(facts, name)]
    said = (
        "by its name alone" if by_name else "",
        "a speculative estimate" if all(_SPECULATIVE in citation for citation in citations) else "",
    )
    return f"possible: {', '.join(filter(None, said)) or 'on low-confidence evidence alone'}"


def _figure(facts: FactsOf, quantity: str) -> str:
    figure = known_range(facts, f"compute.{quantity}_flop")
    if figure is not None:
        return wording.quantity_range(figure)
    bounds = known_range(facts, f"compute.{quantity}_bounds_flop")
    return f"at most {wording.scientific(bounds.high, Rounding.UP)}" if bounds else "not known"


def _against(facts: FactsOf, quantity: str, asked: tuple[Threshold, ...]) -> str:
    """Say on which side of its thresholds a quantity lies, by its bounds where it has any."""
    range_ = known_range(facts, f"compute.{quantity}_bounds_flop") or known_range(
        facts, f"compute.{quantity}_flop"
    )
    return ", ".join(
        f"{_side(range_, threshold)} {threshold.power}"
        for threshold in asked
        if threshold.quantity == quantity
    )


def _side(quantity: Range | None, threshold: Threshold) -> str:
    side = quantity.exceeds(threshold.flop) if quantity else Tri.UNKNOWN
    return {Tri.TRUE: "above", Tri.FALSE: "below", Tri.UNKNOWN: "may exceed"}[side]
