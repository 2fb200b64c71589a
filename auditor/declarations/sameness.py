"""Models that the organisation says are one: what a list calls so, and what was seen under another name.

::

    same-as entries + inventory --bind_same--> Same*    both ways, or a sentence why it binds nothing
    Model* + Same*              --joined-->    Model*   what lists state of the one holds of the other

They stay apart in the inventory, for a name is no proof; that they are one is attested wherever it counts.
Two that both have bytes are not one, whoever says so: their digests differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from auditor.declarations.register import said
from auditor.declarations.selector import mismatch
from auditor.declarations.stock import Stock
from auditor.domain.declaration import SameDeclared
from auditor.domain.subject import Listing, Model

_BY_NAME = ("api:", "name:")


@dataclass(frozen=True, slots=True)
class Same:
    """A model that another is declared to be, and the entry that says so."""

    model_id: str
    declared: SameDeclared


def bind_same(declared: SameDeclared, stock: Stock) -> tuple[frozenset[str], str | None]:
    """Return the models that an entry makes one, and what is wrong with it, if anything is."""
    each = [stock.ids("model", selector) for selector in (declared.model, declared.same_as)]
    for selector, matched in zip((declared.model, declared.same_as), each, strict=True):
        if wrong := mismatch(selector, matched):
            return frozenset(), wrong
    ids = frozenset(each[0]) | frozenset(each[1])
    with_bytes = sorted(id_ for id_ in ids if not id_.startswith(_BY_NAME))
    if not frozenset(each[0]).isdisjoint(each[1]):
        return frozenset(), f"model and same_as match the same model, {min(set(each[0]) & set(each[1]))}"
    if len(with_bytes) > 1:
        return frozenset(), f"{with_bytes[0]} and {with_bytes[1]} both have bytes, and they differ"
    return ids, None


def both_ways(bound: Iterable[tuple[SameDeclared, frozenset[str]]]) -> Mapping[str, tuple[Same, ...]]:
    """Return by the id of each model what it is declared to be."""
    found: dict[str, list[Same]] = {}
    for declared, ids in bound:
        for id_ in sorted(ids):
            found.setdefault(id_, []).extend(Same(other, declared) for other in sorted(ids - {id_}))
    return MappingProxyType({id_: tuple(others) for id_, others in found.items()})


def joined(models: Sequence[Model], same: Mapping[str, tuple[Same, ...]]) -> tuple[Model, ...]:
    """Return the models, each with what lists state of any that it is declared to be."""
    stated = {model.id: model.listings for model in models if model.listings}
    return tuple(
        replace(model, listings=(*model.listings, *_others(same[model.id], stated)))
        if model.id in same
        else model
        for model in models
    )


def _others(same: Iterable[Same], stated: Mapping[str, tuple[Listing, ...]]) -> Iterable[Listing]:
    for one in same:
        provenance = one.declared.provenance
        who = f"of this model, as {said(provenance)} declared ({provenance.locator})"
        for listing in stated.get(one.model_id, ()):
            yield replace(listing, evidence=f"{listing.evidence}: {who}")
