"""What the catalogue holds: releases and their makers, cell by cell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final, Generic, TypeVar

from auditor.catalogue.naming import parse_name
from auditor.domain.fact import Confidence

R = TypeVar("R")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Cell(Generic[T_co]):
    """One figure or word, and what backs it.

    Attributes:
        value: The figure.
        source: Where it was read.
        confidence: What that source is worth: primary high, secondary medium, memory low.
        checked_on: The source's own day, or the day it was read; ``None`` where neither is on record.
        stale_after: Last day on which that is recent enough.
    """

    value: T_co
    source: str
    confidence: Confidence
    checked_on: date | None
    stale_after: date

    @property
    def citation(self) -> str:
        """Source and day, as a claim cites them."""
        unverified = "" if self.confidence is Confidence.HIGH else ", unverified"
        day = f"as of {self.checked_on.isoformat()}" if self.checked_on else "day not recorded"
        return f"{self.source} ({day}{unverified})"


@dataclass(frozen=True, slots=True)
class Entity:
    """A maker of models, or who serves them to others, and who owns it.

    Attributes:
        id: Its id in the catalogue.
        name: Legal name.
        country: Seat, ISO 3166-1 alpha-2.
        parent: Ultimate parent; its own name where it has none.
        parent_country: Seat of the parent.
        code_chapters: Chapters of the Code of Practice for general-purpose models that it has signed, in
            the words of ``CODE_CHAPTERS``; none where it is known to have signed none.
        listed_on: Day of the list that says which it has signed; of earlier days it says nothing.
    """

    id: str
    name: Cell[str] | None = None
    country: Cell[str] | None = None
    parent: Cell[str] | None = None
    parent_country: Cell[str] | None = None
    code_chapters: Cell[tuple[str, ...]] | None = None
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One release of a model.

    Attributes:
        id: Its name as the publisher writes it, unique in the catalogue.
        provider: Id of its maker; ``None`` for a release by an individual.
        repository: ``organisation/name`` on the hub it is published on; ``None`` without public weights.
        family: Its family.
        n_parameters: All parameters.
        n_active_parameters: Parameters used per token, for a mixture of experts.
        training_tokens: Training tokens, repeats included, as published.
        context_length: Longest context, in tokens.
        release_date: Day of the first release anywhere.
        api_ids: Ids under which its provider serves this very release, where they carry another day than its
            own or another name.
        modalities: What it takes and gives, in the words of :data:`MODALITIES`.
        license: SPDX expression.
        base_models: Releases it was made from, as the publisher names them.
        weights_public: Whether the weights are public. Art. 53(2) asks for architecture and usage information
            as well: a yes is low, because these were not looked at.
        designated_systemic: Whether the Commission designated it under Art. 51(1)(b); entered by hand.
        disclosed_flop: Training compute as its provider states it, in FLOP.
        estimated_flop: Training compute as a third party estimates it, in FLOP.
    """

    id: str
    provider: str | None
    repository: str | None
    family: Cell[str] | None = None
    n_parameters: Cell[int] | None = None
    n_active_parameters: Cell[int] | None = None
    training_tokens: Cell[int] | None = None
    context_length: Cell[int] | None = None
    release_date: Cell[date] | None = None
    api_ids: Cell[tuple[str, ...]] | None = None
    modalities: Cell[tuple[str, ...]] | None = None
    license: Cell[str] | None = None
    base_models: Cell[tuple[str, ...]] | None = None
    weights_public: Cell[bool] | None = None
    designated_systemic: Cell[bool] | None = None
    disclosed_flop: Cell[float] | None = None
    estimated_flop: Cell[float] | None = None

    @property
    def locator(self) -> str:
        """Place of the entry in the catalogue's data."""
        return f"catalogue:models/{self.provider or 'community'}.json#{self.id}"

    def covers(self, names: Iterable[str]) -> bool:
        """Say whether what it states of one stage holds of a model with these names, as its licence does.

        An entry that is named after no stage stands for the whole release; one named ``-Instruct`` says
        nothing of its base, which may be under another licence.
        """
        own = [parse_name(name).stages for name in (self.id, self.repository) if name]
        api_ids = {id_.casefold() for id_ in (self.api_ids.value if self.api_ids else ())}
        return not all(own) or any(
            name.casefold() in api_ids or any(stages <= parse_name(name).stages for stages in own)
            for name in names
        )


MODALITIES: Final = frozenset(
    {
        "code",
        "embedding",
        "image-understanding",
        "segmentation",
        "speech",
        "text",
        "text-to-image",
        "text-to-video",
        "transcription",
    }
)
"""The words of ``model.modalities``."""

TEXTUAL: Final = frozenset({"text", "code", "embedding"})
"""Those of models that take and give text alone; code is text, and an embedding is made of it."""


def aged(record: R, day: date) -> R:
    """Return a record as it weighs on a day: cells past their date count as low."""
    return _lowered(record, lambda cell: cell.stale_after < day)


def doubtful(record: R) -> R:
    """Return a record of which it is doubtful that it is the one in question: all of it counts as low."""
    return _lowered(record, lambda _: True)


def _lowered(record: R, is_low: Callable[[Cell[object]], bool]) -> R:
    lowered = {
        field.name: replace(cell, confidence=Confidence.LOW)
        for field in fields(record)  # type: ignore[arg-type] # every record is a dataclass
        if isinstance(cell := getattr(record, field.name), Cell) and is_low(cell)
    }
    return replace(record, **lowered) if lowered else record  # type: ignore[type-var] # cells by field name
