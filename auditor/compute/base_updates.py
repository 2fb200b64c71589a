"""Whether what a model's base was trained with counts among the parameter updates of the model itself.

Whatever a provider does to a model of its own stays the same model. Of somebody else's model trained further
the guidelines say whose duty it is, and not whether the result is general-purpose by its own run alone.

Source:
    Commission guidelines on general-purpose AI models, on the life cycle of a model (22 to 24), on downstream
    modifiers (60 to 71 of July 2025) and Annex A.1.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from auditor.catalogue import Catalogue, Entry
from auditor.compute.inputs import attested_bases, declared_bases, join_confidence
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Settler, Silence, Statement, Unknown

BASE_UPDATES: Final = "compute.base_updates_count"
_LIFE_CYCLE: Final = "guidelines, 22 to 24: what its provider does to it stays the same model"


def base_updates(known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Statement]:
    """Yield whether the updates of a model's base count, where it was made from one."""
    ours = attested_bases(known)
    entry = None if ours else catalogue.joined(known)
    of_entry = entry.base_models.value if entry is not None and entry.base_models else ()
    bases = ours or (of_entry if entry is not None else declared_bases(known))
    if not bases:
        yield Silence(BASE_UPDATES, Unknown("no base of it is named", Settler.NOBODY))
        return
    named = ", ".join(bases)
    if entry is not None and _is_of_one_provider(entry, bases, catalogue):
        level = join_confidence(known, Confidence.MEDIUM)
        words = f"{named} is of the same provider; {_LIFE_CYCLE}"
        yield Claim(BASE_UPDATES, True, Basis.INFERRED, level, "provider of its base", entry.locator, words)
        return
    reason = f"the guidelines do not say whether the training of its base {named} counts beside its own run"
    yield Silence(BASE_UPDATES, Unknown(reason, Settler.NOBODY))


def _is_of_one_provider(entry: Entry, bases: tuple[str, ...], catalogue: Catalogue) -> bool:
    found = [catalogue.named(name) for name in bases]
    return entry.provider is not None and all(
        base is not None and base.provider == entry.provider for base in found
    )
