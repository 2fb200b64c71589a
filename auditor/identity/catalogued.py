"""What the catalogue says about a model that its name and its size both identify.

A join by name and size is never better than medium: the weights could still have been changed.
What the catalogue does not say is a silence with its reason, never a default.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from auditor.catalogue import Catalogue, Cell, Match
from auditor.catalogue.quantized import SOURCE, QuantizedOf, quantized_of
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Fact,
    Known,
    Statement,
    weakest,
)
from auditor.domain.subject import Model
from auditor.identity import called
from auditor.identity.modalities import modalities
from auditor.identity.recorded import OF_MAKER, OF_RELEASE, Join, maker, release, silence

if TYPE_CHECKING:
    from auditor.domain.values import FactValue

METHOD: Final = "catalogue, joined on name and size"
_JOIN: Final = Join(METHOD, Confidence.MEDIUM)
# Whoever copies a file calls it what they like, and a fine-tune has as many parameters as its base.
_BY_PATH: Final = Join(f"{METHOD}, the name being that of its file alone", Confidence.LOW)
# A count that deviates more is of a part of the release (text weights without the vision tower).
_SAME_WEIGHTS: Final = 0.05


def assess(model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Statement]:
    """Yield what the catalogue says, and why it is silent where it is.

    Args:
        model: The model.
        known: Facts measured so far; only counted parameters are trusted for the join.
        catalogue: The catalogue, as it weighs on the day of the audit.
    """
    if model.artifact is None:
        yield from called.assess(model, catalogue)
        return
    found = catalogue.match(_names(model), _counted(known), _organisation(model))
    if isinstance(found, Match):
        join = _JOIN if _is_given(found, model, known, catalogue) else _BY_PATH
        yield from _joined(found, catalogue, join)
        listed = found.entry.modalities
    else:
        copy = quantized_of(known, catalogue)
        inherited = tuple(_inherited(model, copy)) if copy else ()
        yield from inherited
        told = {claim.fact for claim in inherited}
        yield from (silence(fact, found.reason) for fact in (*OF_RELEASE, *OF_MAKER) if fact not in told)
        listed = copy.base.modalities if copy else None
    # What is listed from memory is worth more where the network itself says the same.
    for said in modalities(model):
        if listed is None or (isinstance(said, Claim) and said.value == listed.value):
            yield said


def _names(model: Model) -> tuple[str, ...]:
    """Return the names that speak about this model, best first.

    A configuration's name is left out: it says what the weights were loaded from, which for a
    fine-tune is its base. Of a path only the file's name counts; folders are not publishers.
    """
    names = (
        PurePosixPath(name.name).name if name.given_by == "path" else name.name
        for name in model.names
        if name.given_by != "config"
    )
    return tuple(dict.fromkeys(names))


def _is_given(match: Match, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> bool:
    """Say whether a release is meant by what the model is called anywhere but in its path."""
    names = tuple(name.name for name in model.names if name.given_by not in {"config", "path"})
    found = catalogue.match(names, _counted(known), _organisation(model))
    return isinstance(found, Match) and found.entry.id == match.entry.id


def _organisation(model: Model) -> str:
    """Return whose the model is by its own header, empty if that does not say."""
    said = model.header.entry("general.organization") if model.header else None
    return said if isinstance(said, str) else ""


def _counted(known: Mapping[str, Fact]) -> int | None:
    fact = known.get("model.n_parameters")
    if fact is None or not isinstance(fact.state, Known):
        return None
    # Inferred where the configuration tells the width of packed weights.
    own = (Basis.MEASURED, Basis.INFERRED)
    counts = (claim.value for claim in fact.state.claims if claim.basis in own)
    return next((count for count in counts if isinstance(count, int)), None)


def _joined(match: Match, catalogue: Catalogue, join: Join) -> Iterator[Statement]:
    entry = match.entry
    why = f"name {match.name}, parameters within {max(match.deviation, 0.0005):.1%} of the entry's"
    yield from release(entry, join, why)
    if entry.n_parameters and match.deviation <= _SAME_WEIGHTS:
        yield join.claim("model.n_parameters", entry.n_parameters, entry)
    yield from maker(catalogue.provider_of(entry), entry.id, join)


def _inherited(model: Model, copy: QuantizedOf) -> Iterator[Claim]:
    """Yield what a quantised copy has of its base: what fewer bits cannot change, nothing of its maker."""
    base = copy.base
    columns: tuple[tuple[str, Cell[FactValue] | None], ...] = (
        ("model.family", base.family),
        ("model.modalities", base.modalities),
        ("model.designated_systemic", base.designated_systemic),
    )
    for fact, cell in columns:
        if cell is not None:
            yield Claim(
                fact=fact,
                value=cell.value,
                basis=Basis.INFERRED,
                confidence=weakest(copy.confidence, cell.confidence),
                method="its base's, being a quantised copy",
                locator=model.locations[0],
                citation=f"{base.id}: {cell.citation}; {SOURCE}",
            )
