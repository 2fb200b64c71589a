"""Who made a model and what it is for, as lists state it: declared, and no more than the word of a list.

A maker whom the catalogue knows, however a list spells the name, is the entity that it has.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from auditor.catalogue import Catalogue
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Statement, Unknown
from auditor.domain.mention import Listing
from auditor.domain.subject import Model
from auditor.identity.modalities import of_task
from auditor.identity.recorded import Join, maker

_NAME: Final = "provider.name"
_PUBLISHER: Final = "publisher"
_TASK: Final = "task"
_MODALITIES: Final = "model.modalities"
_JOIN: Final = Join("catalogue, by the maker that a list names", Confidence.MEDIUM)


def assess(model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Statement]:
    """Yield who made a model and what it is for, as lists state it, and what its task makes of it.

    Args:
        model: The model.
        known: Facts known so far; a task, which says less than a network, speaks where these are silent.
        catalogue: The catalogue, as it weighs on the day of the audit.
    """
    told = known.get(_MODALITIES)
    is_silent = told is None or isinstance(told.state, Unknown)
    for listing in model.listings:
        if listing.publisher:
            yield from _maker(listing, catalogue)
        if listing.purpose:
            yield _claim("model.purposes", (listing.purpose,), listing, _TASK)
        if is_silent and (words := of_task(listing.purpose)):
            yield _claim(_MODALITIES, words, listing, _TASK, f"task {listing.purpose}")


def _maker(listing: Listing, catalogue: Catalogue) -> Iterator[Statement]:
    entity = catalogue.entity_called(listing.publisher)
    if entity is None or entity.name is None:
        yield _claim(_NAME, listing.publisher, listing, _PUBLISHER)
        return
    yield _claim(_NAME, entity.name.value, listing, _PUBLISHER, f"written {listing.publisher}")
    yield from (one for one in maker(entity, listing.publisher, _JOIN) if one.fact != _NAME)


def _claim(
    fact: str, value: str | tuple[str, ...], listing: Listing, column: str, citation: str | None = None
) -> Claim:
    locator = f"{listing.locator}@{column}"
    return Claim(fact, value, Basis.DECLARED, Confidence.MEDIUM, listing.evidence, locator, citation)
