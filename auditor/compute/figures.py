"""The law's figures that an estimate is reckoned with, handed in by who reads the law."""

from dataclasses import dataclass

from auditor.compute.calculator import bounds
from auditor.domain.fact import Confidence
from auditor.domain.values import Range


@dataclass(frozen=True, slots=True)
class LawFigures:
    """What the law and the Commission's guidelines say of estimates on a day.

    Attributes:
        permitted_error: Share of the reported figure that an estimate may be off by.
        general_purpose_flop: Compute above which a model is indicated to be general-purpose.
        presumed_flop: Cumulative compute above which systemic risk is presumed.
    """

    permitted_error: float
    general_purpose_flop: float
    presumed_flop: float

    def bounds(self, value: Range) -> Range:
        """Return a figure with the permitted error; bounds without a figure are themselves."""
        return bounds(value, self.permitted_error)

    def widened(self, value: Range) -> Range:
        """Return bounds that come of figures which may be off themselves."""
        return Range((1 - self.permitted_error) * value.low, (1 + self.permitted_error) * value.high)

    def worth(self, cumulative: Range, level: Confidence) -> Confidence:
        """Return what a cumulative figure is worth: low where what it leaves out could change an answer.

        Only a general-purpose model is classified, Art. 51(1), and what is left out only adds to a figure.

        Args:
            cumulative: The figure with its permitted error, in FLOP.
            level: What it is worth as compute for parameter updates.
        """
        could_matter = cumulative.high > self.general_purpose_flop and cumulative.low <= self.presumed_flop
        return Confidence.LOW if could_matter else level
