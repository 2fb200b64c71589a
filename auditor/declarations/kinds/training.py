"""``kind: training``: a model the organisation trained, or trained further."""

from dataclasses import dataclass
from typing import Final

from auditor.declarations.entry import Entry, Field
from auditor.declarations.files import Files
from auditor.declarations.selector import read_selector
from auditor.domain.declaration import Provenance, TrainingDeclared
from auditor.domain.values import FactValue, ValueType

_FIELDS: Final = (
    Field("tokens", ValueType.NUMBER),
    Field("trainable_parameters", ValueType.NUMBER),
    Field("base_flop", ValueType.NUMBER, nullable=True),
    Field("union_placed_on", ValueType.DATE),
)
_HARDWARE: Final = "hardware"
_HARDWARE_KEYS: Final = ("accelerator", "count", "hours", "utilisation")


@dataclass(frozen=True, slots=True)
class TrainingReader:
    """Reads training entries."""

    name: str = "training"
    required: tuple[str, ...] = ("model",)
    optional: tuple[str, ...] = ("base", *(field.key for field in _FIELDS), _HARDWARE)

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> TrainingDeclared:  # noqa: ARG002
        """See `Kind.read`; ``base: null``: from scratch; ``base_flop: null``: nobody can tell it."""
        return TrainingDeclared(
            model=read_selector(entry.child("model", "the selector of model")),
            base=entry.optional_text("base"),
            says_base="base" in entry.fields,
            fields=(*entry.values(_FIELDS), *_hardware(entry)),
            provenance=provenance,
        )


def _hardware(entry: Entry) -> tuple[tuple[str, FactValue | None], ...]:
    """Return the phases as ``ACCELERATOR x COUNT, HOURS h, utilisation SHARE``, in the order given."""
    if _HARDWARE not in entry.fields:
        return ()
    return ((_HARDWARE, tuple(_phase(phase) for phase in entry.children(_HARDWARE, "a phase of hardware"))),)


def _phase(phase: Entry) -> str:
    """Read one phase: units of one accelerator, wall-clock hours, mean share of peak FLOP/s used.

    Source:
        Commission guidelines on general-purpose AI models, Annex A.2 (hardware-based approach).
    """
    phase.check_keys(required=_HARDWARE_KEYS, optional=())
    utilisation = phase.number("utilisation")
    if utilisation > 1:
        raise phase.error("utilisation", "must be a share of at most 1", "Write 40 % as 0.4.")
    units, hours = phase.number("count"), phase.number("hours")
    return f"{phase.text('accelerator')} x {units:g}, {hours!r} h, utilisation {utilisation!r}"
