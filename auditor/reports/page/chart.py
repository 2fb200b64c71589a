"""Training compute against the Act's thresholds: positions on a logarithmic axis, with the same in words.

The lines are drawn for orientation; verdicts come from the policies in force and never from here.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.values import Range
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf, known_range
from auditor.reports.headline.rows import ModelRow
from auditor.reports.page.compared import Compared, Threshold, compared, is_weak, thresholds

# Width of the drawing in its own units; the template scales it to the column.
WIDTH: Final = 300.0
_NARROWEST: Final = 3.0
# Beyond this the axis is cut, so that labels and lines keep their distance whatever a file claims.
_LARGEST_AXIS: Final = 27
_SMALLEST_AXIS: Final = 18
# Where the axis reaches at least: what is deployed lies between.
_FIRST: Final = 22.0
_LAST: Final = 26.0
# Measured in the print: the labels' letters are this wide on average, in units of the drawing.
LETTER_WIDTH: Final = 4.5


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold or a power of ten at its place on the axis; ``anchor`` is the side its label begins at."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A range on the axis.

    Attributes:
        x: Where it begins.
        width: How wide it is; 0 where all of it lies beyond the axis.
        is_off_left: Whether it begins before the axis does, of which a drawing can only show the side.
        is_off_right: Whether it ends behind the axis.
        is_hollow: Whether it rests on low confidence alone, and so is drawn as an outline.
    """

    x: float
    width: float
    is_off_left: bool = False
    is_off_right: bool = False
    is_hollow: bool = False


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One model of the chart.

    Attributes:
        name: Its name.
        anchor: Where its section stands.
        update: Compute of parameter updates.
        bounds: The same with the permitted error of 30 %, or bounds alone.
        cumulative: Cumulative compute, where it differs.
        words: The figures in words, and how each lies to the thresholds it is compared with.
    """

    name: str
    anchor: str
    update: Bar | None
    bounds: Bar | None
    cumulative: Bar | None
    words: tuple[Compared, ...]

    @property
    def is_off(self) -> bool:
        """Whether part of it lies beyond the axis."""
        bars = (self.update, self.bounds, self.cumulative)
        return any(bar.is_off_left or bar.is_off_right for bar in bars if bar is not None)

    @property
    def is_hollow(self) -> bool:
        """Whether part of it is drawn as an outline."""
        bars = (self.update, self.bounds, self.cumulative)
        return any(bar.is_hollow for bar in bars if bar is not None)


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart.

    Attributes:
        rows: Models with a figure, the largest first.
        n_rows: Models with a figure, shown or not.
        unknown: Names of models without one.
        lines: Thresholds in force on as-of.
        ticks: Powers of ten and where they stand.
        meanings: What is compared with each threshold, and by what.
        width: Width of the drawing.
    """

    rows: tuple[ChartRow, ...]
    n_rows: int
    unknown: tuple[str, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Line, ...]
    meanings: tuple[str, ...]
    width: float = WIDTH


@dataclass(frozen=True, slots=True)
class _Axis:
    first: int
    last: int

    def x(self, flop: float) -> float:
        """Return where a quantity stands; what is smaller than the axis stands at its beginning."""
        if flop <= 0:
            return 0.0
        share = (math.log10(flop) - self.first) / (self.last - self.first)
        return round(WIDTH * min(1.0, max(0.0, share)), 1)

    def bar(self, facts: FactsOf, name: str) -> Bar | None:
        quantity = known_range(facts, name)
        return None if quantity is None else replace(self._bar(quantity), is_hollow=is_weak(facts, name))

    def _bar(self, quantity: Range) -> Bar:
        begins, ends = 10.0**self.first, 10.0**self.last
        is_off_left, is_off_right = quantity.low < begins, quantity.high > ends
        if quantity.high < begins or quantity.low > ends:
            return Bar(0.0 if is_off_left else WIDTH, 0.0, is_off_left, is_off_right)
        low, high = self.x(quantity.low), self.x(quantity.high)
        width = max(_NARROWEST, high - low)
        return Bar(round(min(low, WIDTH - width), 1), round(width, 1), is_off_left, is_off_right)


def compute_chart(audit: Audit, models: tuple[ModelRow, ...], limit: int) -> Chart:
    """Draw the models' training compute; at most ``limit`` of them, the largest."""
    figures = {row.id: _figure(audit.facts.get(row.id, {})) for row in models}
    drawn = sorted(
        (row for row in models if figures[row.id] is not None),
        key=lambda row: (-_top(figures[row.id]), row.name, row.id),
    )
    against = thresholds(audit)
    axis = _axis([figure for figure in figures.values() if figure is not None], against)
    return Chart(
        rows=tuple(_chart_row(row, audit.facts.get(row.id, {}), axis, against) for row in drawn[:limit]),
        n_rows=len(drawn),
        unknown=tuple(row.name for row in models if figures[row.id] is None),
        lines=tuple(_line(axis, threshold) for threshold in against),
        ticks=tuple(
            Line(axis.x(10.0**power), wording.power_of_ten(power), _tick_anchor(axis, power))
            for power in range(axis.first, axis.last + 1)
        ),
        meanings=tuple(threshold.sentence for threshold in against),
    )


def _figure(facts: FactsOf) -> Range | None:
    return known_range(facts, "compute.update_flop") or known_range(facts, "compute.update_bounds_flop")


def _top(figure: Range | None) -> float:
    return figure.high if figure is not None else 0.0


def _axis(figures: list[Range], against: tuple[Threshold, ...]) -> _Axis:
    """Span the thresholds with room on both sides, and the figures as far as is readable."""
    powers = [_FIRST, _LAST]
    powers += [math.log10(threshold.flop) + side for threshold in against for side in (-1, 1)]
    powers += [math.log10(figure.high) for figure in figures if figure.high > 0]
    powers += [math.log10(figure.low) for figure in figures if figure.low > 0]
    last = min(_LARGEST_AXIS, math.ceil(max(powers)))
    return _Axis(max(_SMALLEST_AXIS, math.floor(min(powers))), last)


def _line(axis: _Axis, threshold: Threshold) -> Line:
    """Place a threshold; its label stands on the left of its line where there is room.

    The template puts the labels of larger thresholds higher, and each line begins below its own label:
    a label on the left of its line is then crossed by none.
    """
    x = axis.x(threshold.flop)
    label = f"{threshold.power} {threshold.label}"
    return Line(x, label, "end" if x >= LETTER_WIDTH * len(label) else "start")


def _tick_anchor(axis: _Axis, power: int) -> str:
    return {axis.first: "start", axis.last: "end"}.get(power, "middle")


def _chart_row(row: ModelRow, facts: FactsOf, axis: _Axis, against: tuple[Threshold, ...]) -> ChartRow:
    update = known_range(facts, "compute.update_flop")
    cumulative = known_range(facts, "compute.cumulative_flop")
    bounds = axis.bar(facts, "compute.update_bounds_flop")
    return ChartRow(
        name=row.name,
        anchor=row.anchor,
        update=axis.bar(facts, "compute.update_flop"),
        # A line has no outline of its own; the bar on it has.
        bounds=replace(bounds, is_hollow=False) if bounds and update else bounds,
        cumulative=axis.bar(facts, "compute.cumulative_flop") if cumulative != update else None,
        words=compared(facts, against),
    )
