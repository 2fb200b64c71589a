"""What the accelerators did that a model was trained on: units x seconds x peak rate x utilisation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.catalogue import Catalogue, Cell
from auditor.catalogue.accelerator import Accelerator, Accelerators
from auditor.compute.architecture import training_tokens
from auditor.compute.calculator import HardwareRun, figure
from auditor.compute.lineage import NoFigure
from auditor.compute.training_run import TrainingRun
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact, Known, weakest
from auditor.domain.figures import exactly
from auditor.domain.subject import Model
from auditor.domain.training import HardwarePhase, Precision, phase_worded
from auditor.domain.values import Range

_FACT: Final = "model.training_hardware"
_SOURCE: Final = "Commission guidelines on GPAI models, Annex A.2"
# Where the precision is not stated, any of these may be meant; networks are not trained in 64 bits.
_ANY: Final = (Precision.BF16, Precision.FP8, Precision.FP4, Precision.TF32, Precision.FP32)


@dataclass(frozen=True, slots=True)
class HardwareFigure:
    """What phases of training come to.

    Attributes:
        flop: The figure; where something is not stated, all it may be.
        confidence: What the peak rates are worth; low where something is not stated.
        words: The multiplication, every input with its source.
    """

    flop: Range
    confidence: Confidence
    words: str


@dataclass(frozen=True, slots=True)
class HardwareEstimator:
    """Multiplies what the organisation declares of the hardware it trained on with listed peak rates.

    A precision that is not declared leaves every rate that is listed; a utilisation that is not declared
    leaves what published runs reached.
    """

    method: str = "hardware"

    def estimate(self, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        """Yield the product, if every accelerator is listed in the precision it was used in."""
        state = known[_FACT].state if _FACT in known else None
        phases = declared_phases(known)
        total = hardware_flop(phases, catalogue.accelerators) if phases else None
        if not isinstance(total, HardwareFigure) or not isinstance(state, Known):
            return
        run = TrainingRun(
            flop=total.flop,
            basis=Basis.INFERRED,
            confidence=weakest(Confidence.MEDIUM, state.confidence, total.confidence),
            method=self.method,
            locator=model.locations[0],
            citation=f"{total.words} ({state.claims[0].citation or state.claims[0].locator}); {_SOURCE}",
            is_one_run=True,
        )
        yield from run.claims(known, catalogue)


def declared_phases(known: Mapping[str, Fact]) -> tuple[HardwarePhase, ...]:
    """Return the phases of training that are declared; none if nobody does, or two declarations disagree."""
    state = known[_FACT].state if _FACT in known else None
    if not isinstance(state, Known) or not isinstance(state.value, tuple):
        return ()
    return tuple(phase for words in state.value if (phase := phase_worded(words)) is not None)


def declares_run(known: Mapping[str, Fact]) -> bool:
    """Say whether the organisation declares how much it trained: the hardware, or the tokens."""
    tokens = training_tokens(known)
    return bool(declared_phases(known)) or (tokens is not None and tokens.is_attested)


def why_no_hardware(known: Mapping[str, Fact], catalogue: Catalogue) -> str:
    """Return why hardware that is declared gives no figure; empty if it does, or none is declared."""
    if _FACT in known and isinstance(known[_FACT].state, Conflict):
        return "its training declarations state different hardware"
    phases = declared_phases(known)
    total = hardware_flop(phases, catalogue.accelerators) if phases else None
    return total.reason if isinstance(total, NoFigure) else ""


def hardware_flop(
    phases: Sequence[HardwarePhase], accelerators: Accelerators | None
) -> HardwareFigure | NoFigure:
    """Return what phases of training come to, all together.

    Args:
        phases: At least one.
        accelerators: Where their peak rates are looked up.

    Raises:
        FigureError: they come to no number that can be computed with.

    Source:
        Commission guidelines on GPAI models, Annex A.2: C = N x L x H x U, summed over the phases.
    """
    figures: list[HardwareFigure] = []
    for phase in phases:
        found = _of_phase(phase, accelerators)
        if isinstance(found, NoFigure):
            return found
        figures.append(found)
    spans = [one.flop for one in figures]
    total = Range(
        sum(span.low for span in spans),
        sum(span.high for span in spans),
        sum(span.central or span.low for span in spans),
    )
    words = f"{' + '.join(one.words for one in figures)} = {_span(total)} FLOP"
    return HardwareFigure(total, weakest(*(one.confidence for one in figures)), words)


def _of_phase(phase: HardwarePhase, accelerators: Accelerators | None) -> HardwareFigure | NoFigure:
    boards = accelerators.named(phase.accelerator) if accelerators else ()
    if accelerators is None or not boards:
        return NoFigure(f"its accelerator {phase.accelerator} is not in the catalogue")
    rates = _rates(boards, phase.precision)
    if not rates:
        return NoFigure(f"the catalogue has no {phase.precision or 'peak'} rate of {phase.accelerator}")
    peaks = [cell.value for cell in rates]
    share = phase.utilisation
    shares = (share, share, share) if share is not None else accelerators.utilisation.value
    low, central, high = (
        HardwareRun(phase.n_units, phase.hours, peak, part).flop
        for peak, part in zip((min(peaks), peaks[0], max(peaks)), shares, strict=True)
    )
    is_stated = share is not None and phase.precision is not None
    levels = [cell.confidence for cell in rates] if is_stated else [Confidence.LOW]
    words = f"{exactly(phase.n_units)} x {exactly(phase.hours)} h x {_rate(phase, boards, rates)}"
    words += f" x {_share(share, accelerators.utilisation)}"
    return HardwareFigure(Range(low, high, central), weakest(*levels), words)


def _rates(boards: Sequence[Accelerator], precision: Precision | None) -> list[Cell[float]]:
    """Return the peak rates that may be meant, the likeliest first: the first board's, in 16 bits."""
    wanted = _ANY if precision is None else (precision,)
    return [cell for one in wanted for board in boards if (cell := board.peak(one)) is not None]


def _rate(phase: HardwarePhase, boards: Sequence[Accelerator], rates: Sequence[Cell[float]]) -> str:
    peaks = sorted({cell.value for cell in rates})
    span = exactly(peaks[0]) if len(peaks) == 1 else f"{exactly(peaks[0])} to {exactly(peaks[-1])}"
    precision = phase.precision or "precision not stated"
    names = " or ".join(board.id for board in boards)
    return f"{span} FLOP/s ({names}, {precision}, dense: {rates[0].citation})"


def _share(stated: float | None, usual: Cell[tuple[float, float, float]]) -> str:
    if stated is not None:
        return f"{stated!r} utilisation (declared)"
    low, _, high = usual.value
    return f"{low!r} to {high!r} utilisation (not stated: {usual.citation})"


def _span(flop: Range) -> str:
    if flop.low == flop.high:
        return figure(flop.low)
    return f"{figure(flop.low)} to {figure(flop.high)}, {figure(flop.central or flop.low)} at its likeliest,"
