"""What the catalogue holds of accelerators: their peak rates, and how much of them training runs reach."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditor.catalogue.entry import Cell, aged
from auditor.catalogue.naming import letters
from auditor.domain.training import Precision

_HALF: Final = frozenset({Precision.BF16, Precision.FP16})


@dataclass(frozen=True, slots=True)
class Accelerator:
    """One accelerator; rates are dense peaks of one unit, in FLOP per second.

    Attributes:
        id: Its name, unique in the catalogue.
        vendor: Who makes it.
        aliases: What else it is called; a name that several boards share is an alias of each.
        fp64: Rate in 64-bit numbers.
        fp32: Rate in 32-bit numbers.
        tf32: Rate in TensorFloat-32.
        half: Rate in 16-bit numbers, BF16 or FP16.
        fp8: Rate in 8-bit floating-point numbers.
        fp4: Rate in 4-bit floating-point numbers.
    """

    id: str
    vendor: str
    aliases: tuple[str, ...] = ()
    fp64: Cell[float] | None = None
    fp32: Cell[float] | None = None
    tf32: Cell[float] | None = None
    half: Cell[float] | None = None
    fp8: Cell[float] | None = None
    fp4: Cell[float] | None = None

    def peak(self, precision: Precision) -> Cell[float] | None:
        """Return the peak rate in a precision, if it is listed."""
        column: Cell[float] | None = getattr(self, "half" if precision in _HALF else precision.value)
        return column

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, with its vendor's and without."""
        own = (self.id, *self.aliases)
        return (*own, *(f"{self.vendor} {name}" for name in own))


@dataclass(frozen=True, slots=True)
class Accelerators:
    """Every accelerator that is listed.

    Attributes:
        entries: Accelerators, by id.
        utilisation: Least, middle and most share of the peak rate that published training runs reached.
    """

    entries: Mapping[str, Accelerator]
    utilisation: Cell[tuple[float, float, float]]

    def as_of(self, day: date) -> "Accelerators":
        """Return the accelerators as they weigh on a day: cells past their date count as low."""
        entries = {key: aged(entry, day) for key, entry in self.entries.items()}
        return aged(replace(self, entries=entries), day)

    def named(self, name: str) -> tuple[Accelerator, ...]:
        """Return the accelerators that a name means, however spelled: one, or all boards that share it."""
        said = letters(name)
        exact = tuple(one for one in self.entries.values() if letters(one.id) == said)
        return exact or tuple(one for one in self.entries.values() if said in map(letters, one.names))
