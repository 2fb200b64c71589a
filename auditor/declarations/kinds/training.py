"""``kind: training``: a model the organisation trained, or trained further."""

from dataclasses import dataclass
from typing import Final

from auditor.catalogue.entry import MODALITIES
from auditor.declarations.entry import LARGEST_COUNT, Entry, Field
from auditor.declarations.files import Files
from auditor.declarations.selector import read_selector
from auditor.domain.declaration import Provenance, TrainingDeclared
from auditor.domain.training import HardwarePhase, Precision
from auditor.domain.values import FactValue, ValueType, set_of

_FIELDS: Final = (
    Field("tokens", ValueType.NUMBER, most=LARGEST_COUNT),
    Field("trainable_parameters", ValueType.NUMBER, most=LARGEST_COUNT),
    Field("cumulative_flop", ValueType.NUMBER),
    Field("base_flop", ValueType.NUMBER, nullable=True),
    Field("base_systemic_risk", ValueType.TRI),
    Field("modalities", ValueType.SET, words=tuple(sorted(MODALITIES))),
    Field("weights_public", ValueType.TRI),
    Field("monetised", ValueType.TRI),
    Field("union_placed_on", ValueType.DATE),
)
_OF_A_BASE: Final = ("base_flop", "base_systemic_risk")
_HARDWARE: Final = "hardware"
_REQUIRED: Final = ("accelerator", "count", "hours")
_OPTIONAL: Final = ("utilisation", "precision")
# A century.
_MOST_HOURS: Final = 876_600


@dataclass(frozen=True, slots=True)
class TrainingReader:
    """Reads training entries."""

    name: str = "training"
    required: tuple[str, ...] = ("model",)
    optional: tuple[str, ...] = ("base", *(field.key for field in _FIELDS), _HARDWARE)

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> TrainingDeclared:  # noqa: ARG002 - it names no file
        """See `Kind.read`; ``base: null``: from scratch; ``base_flop: null``: nobody can tell it."""
        _refuse_nothing_s(entry)
        return TrainingDeclared(
            model=read_selector(entry.child("model", "the selector of model")),
            base=entry.optional_text("base"),
            says_base="base" in entry.fields,
            fields=(*entry.values(_FIELDS), *_hardware(entry)),
            provenance=provenance,
        )


def _refuse_nothing_s(entry: Entry) -> None:
    """Refuse what is said of the base of a model without one, and a model that gives nothing."""
    for key in _OF_A_BASE:
        if entry.is_null("base") and key in entry.fields:
            hint = "Name the base, or leave this out: `base: null` is a model trained from scratch."
            raise entry.error(key, "is of a base, and there is none: base is null", hint)
    if "modalities" in entry.fields and not entry.words("modalities"):
        raise entry.error("modalities", "is empty", "Every model takes and gives something: name what it is.")


def _hardware(entry: Entry) -> tuple[tuple[str, FactValue | None], ...]:
    """Return the phases in words, as the fact holds them, if there are any."""
    phases = entry.children(_HARDWARE, "a phase of hardware")
    if not phases:
        return ()
    return ((_HARDWARE, set_of([_phase(phase).worded(n) for n, phase in enumerate(phases, start=1)])),)


def _phase(phase: Entry) -> HardwarePhase:
    """Read one phase: units of one accelerator, wall-clock hours, mean share of peak FLOP/s used, precision.

    Source:
        Commission guidelines on general-purpose AI models, Annex A.2 (hardware-based approach).
    """
    phase.check_keys(required=_REQUIRED, optional=_OPTIONAL)
    if phase.count("count") == 0:
        raise phase.error("count", "must be at least 1", "Leave out a phase that did not happen.")
    utilisation = phase.number("utilisation") if "utilisation" in phase.fields else None
    if utilisation is not None and utilisation > 1:
        raise phase.error("utilisation", "must be a share of at most 1", "Write 40 % as 0.4.")
    return HardwarePhase(
        accelerator=phase.text("accelerator"),
        n_units=phase.count("count"),
        hours=phase.number("hours", most=_MOST_HOURS),
        utilisation=utilisation,
        precision=_precision(phase),
    )


def _precision(phase: Entry) -> Precision | None:
    word = phase.optional_text("precision")
    return None if word is None else Precision(phase.word("precision", word, tuple(Precision)))
