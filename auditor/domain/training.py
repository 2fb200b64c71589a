"""A phase of training on one kind of accelerator, as an organisation declares it and as a fact holds it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_UNSTATED: Final = "not stated"


class Precision(StrEnum):
    """The number type that the operations of a training run were made in."""

    FP64 = "fp64"
    FP32 = "fp32"
    TF32 = "tf32"
    BF16 = "bf16"
    FP16 = "fp16"
    FP8 = "fp8"
    FP4 = "fp4"


_WORDED: Final = re.compile(
    r"\d+: (?P<units>\d+) units for (?P<hours>\S+) h, utilisation (?P<share>not stated|\S+), "
    rf"precision (?P<precision>not stated|{'|'.join(Precision)}), of (?P<accelerator>.+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class HardwarePhase:
    """Units of one accelerator, at work for some time.

    Attributes:
        accelerator: What it is called.
        n_units: How many there were.
        hours: Wall-clock time.
        utilisation: Mean share of the peak rate that became operations of the network, if stated.
        precision: What the operations were made in, if stated.
    """

    accelerator: str
    n_units: int
    hours: float
    utilisation: float | None = None
    precision: Precision | None = None

    def worded(self, place: int) -> str:
        """Word the phase as ``model.training_hardware`` holds it, with its place: phases may be alike."""
        share = _UNSTATED if self.utilisation is None else repr(self.utilisation)
        return (
            f"{place}: {self.n_units} units for {self.hours!r} h, utilisation {share}, "
            f"precision {self.precision or _UNSTATED}, of {self.accelerator}"
        )


def phase_worded(words: str) -> HardwarePhase | None:
    """Return the phase that :meth:`HardwarePhase.worded` worded; anything else words none."""
    found = _WORDED.fullmatch(words)
    if found is None:
        return None
    share, precision = found["share"], found["precision"]
    return HardwarePhase(
        accelerator=found["accelerator"],
        n_units=int(found["units"]),
        hours=float(found["hours"]),
        utilisation=None if share == _UNSTATED else float(share),
        precision=None if precision == _UNSTATED else Precision(precision),
    )
