"""What records of the catalogue say of a model, claim by claim, for every way a model is joined to one.

What a record does not say is a silence with its reason, never a default.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from auditor.catalogue import Cell, Entity, Entry
from auditor.domain.european_union import EU_MEMBER_STATES
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown, weakest
from auditor.domain.phrasing import prose_day
from auditor.domain.values import FactValue

_CHAPTERS: Final = "provider.code_chapters"
_UNLISTED: Final = "the catalogue's list of signatories of the Code of Practice does not have its provider"
_DECLARE_TRAINING: Final = "auditor declare training"

OF_RELEASE: Final = (
    "model.catalogue_entry",
    "model.family",
    "model.release_date",
    "model.training_tokens",
    "model.weights_public",
)
"""Facts about a release that only the catalogue can give; others are measured or declared as well."""

OF_MAKER: Final = (
    "provider.name",
    "provider.country",
    "provider.parent",
    "provider.parent_country",
    "provider.third_country",
    _CHAPTERS,
)
"""Facts about whoever made it, all of them from the catalogue."""


@dataclass(frozen=True, slots=True)
class Join:
    """How a model came to its record, and what that is worth.

    Attributes:
        method: How.
        confidence: No claim is worth more.
    """

    method: str
    confidence: Confidence

    def claim(self, fact: str, cell: Cell[FactValue], record: Entry | Entity, method: str = "") -> Claim:
        """Return what a cell says."""
        locator = record.locator if isinstance(record, Entry) else f"catalogue:entities.json#{record.id}"
        return Claim(
            fact=fact,
            value=cell.value,
            basis=Basis.CATALOGUED,
            confidence=weakest(self.confidence, cell.confidence),
            method=method or self.method,
            locator=locator,
            citation=cell.citation,
        )


def release(entry: Entry, join: Join, why: str) -> Iterator[Statement]:
    """Yield what an entry says of a release, its sizes apart.

    Args:
        entry: The entry.
        join: How the model came to it.
        why: What of the model agrees with the entry.
    """
    yield Claim(
        fact="model.catalogue_entry",
        value=entry.id,
        basis=Basis.CATALOGUED,
        confidence=join.confidence,
        method=join.method,
        locator=entry.locator,
        citation=why,
    )
    columns: tuple[tuple[str, Cell[FactValue] | None], ...] = (
        ("model.family", entry.family),
        ("model.release_date", entry.release_date),
        ("model.training_tokens", entry.training_tokens),
        ("model.weights_public", entry.weights_public),
    )
    for fact, cell in columns:
        yield join.claim(fact, cell, entry) if cell else silence(fact, f"{_nothing(fact)} of {entry.id}")
    others: tuple[tuple[str, Cell[FactValue] | None], ...] = (
        ("model.n_active_parameters", entry.n_active_parameters),
        ("model.modalities", entry.modalities),
        ("model.designated_systemic", entry.designated_systemic),
        ("model.base_models", entry.base_models),
    )
    yield from (join.claim(fact, cell, entry) for fact, cell in others if cell)


def maker(provider: Entity | None, of: str, join: Join) -> Iterator[Statement]:
    """Yield who made a model and where that is.

    Args:
        provider: Whoever made it, if that is known.
        of: What was made, for a silence.
        join: How the model came to it.
    """
    if provider is None:
        yield from (silence(fact, f"the catalogue names no legal entity behind {of}") for fact in OF_MAKER)
        return
    columns: tuple[tuple[str, Cell[FactValue] | None], ...] = (
        ("provider.name", provider.name),
        ("provider.country", provider.country),
        ("provider.parent", provider.parent),
        ("provider.parent_country", provider.parent_country),
        (_CHAPTERS, provider.code_chapters),
    )
    for fact, cell in columns:
        missing = _unsigned(provider) if fact == _CHAPTERS else f"{_nothing(fact)} of {provider.id}"
        yield join.claim(fact, cell, provider) if cell else silence(fact, missing)
    if provider.country is None:
        yield silence("provider.third_country", f"{_nothing('provider.country')} of {provider.id}")
        return
    outside = provider.country.value not in EU_MEMBER_STATES
    cell = provider.country
    seat = Cell(outside, cell.source, cell.confidence, cell.checked_on, cell.stale_after)
    yield join.claim("provider.third_country", seat, provider, "seat outside the Union")


def silence(fact: str, reason: str) -> Silence:
    """Return why the catalogue says nothing of a fact."""
    how = _DECLARE_TRAINING if fact == "model.training_tokens" else ""
    return Silence(fact, Unknown(reason, Settler.PROVIDER, how))


def _unsigned(provider: Entity) -> str:
    """Return why it is not known which chapters of the code a provider has signed."""
    if provider.listed_on is None:
        return _UNLISTED
    day = prose_day(provider.listed_on)
    return f"the catalogue's list of signatories of the Code of Practice is of {day}, after as-of"


def _nothing(fact: str) -> str:
    return f"the catalogue has no {fact.partition('.')[2].replace('_', ' ')}"
