"""Models that the organisation says are one: what a list calls so, and what was seen under another name.

::

    same-as entries + inventory --bind_same--> Same*    both ways, or a sentence why it binds nothing
    Model* + Same*              --joined-->    Model*   what lists state of the one holds of the other

    Model* + Same*              --settled-->   Model*   of two the one that is only a name points to the other
    that other's facts          --inherited--> Fact*    the same of that half, attested

They stay apart in the inventory, for a name is no proof; that they are one is attested wherever it counts.
Two that both have bytes are not one, whoever says so: their digests differ.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from auditor.declarations.attested import attest
from auditor.declarations.register import said
from auditor.declarations.selector import mismatch
from auditor.declarations.stock import Stock
from auditor.domain.audit import Inventory
from auditor.domain.declaration import SameDeclared
from auditor.domain.fact import Conflict, Fact, Unknown, resolve, weakest
from auditor.domain.facts import FACTS
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Listing, Model

_BY_NAME: Final = ("api:", "name:")
_OF_ITS_OWN: Final = frozenset({"model.name", "model.observed", "model.declared", "model.run_here"})


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


def wholes(inventory: Inventory, same: Mapping[str, tuple[Same, ...]]) -> Mapping[str, str]:
    """Return what each model is declared to be of which only the name is known, by its id.

    Of all that are declared to be one, that is the one with bytes, else the only one that was seen.
    """
    seen = {one.model_id for one in inventory.deployments if one.state is not DeploymentState.DECLARED}
    return {id_: whole for id_ in same if (whole := _whole(id_, same, seen)) is not None}


def settled(inventory: Inventory, same: Mapping[str, tuple[Same, ...]]) -> tuple[Model, ...]:
    """Return the models, each with what it is declared to be; what is declared is asked no more."""
    whole = wholes(inventory, same)
    return tuple(
        replace(
            model,
            declared_same=whole.get(model.id),
            same_as=tuple(one for one in model.same_as if one.model_id not in _all_of(model.id, same)),
        )
        if model.id in same
        else model
        for model in inventory.models
    )


def _whole(model_id: str, same: Mapping[str, tuple[Same, ...]], seen: Set[str | None]) -> str | None:
    if not model_id.startswith(_BY_NAME):
        return None
    all_ = _all_of(model_id, same)
    with_bytes = [one for one in all_ if not one.startswith(_BY_NAME)]
    known = with_bytes or [one for one in all_ if one in seen]
    return known[0] if len(known) == 1 and known[0] != model_id else None


def _all_of(model_id: str, same: Mapping[str, tuple[Same, ...]]) -> list[str]:
    """Return every model that is declared to be one with a model, over others too; itself first."""
    found = [model_id]
    for id_ in found:
        found += [one.model_id for one in same.get(id_, ()) if one.model_id not in found]
    return found


def inherited(
    own: Mapping[str, Fact], whole: Mapping[str, Fact], id_: str, declared: Same, backed: frozenset[str]
) -> dict[str, Fact]:
    """Return the facts of a model of which only the name is known, being the model that it is declared to be.

    Args:
        own: What is known of it itself: what it is called, and where it was seen, stays.
        whole: What is known of the model that it is declared to be.
        id_: Id of that model.
        declared: The entry that says so.
        backed: Entries with evidence.
    """
    return {
        name: own[name] if name in _OF_ITS_OWN else _attested(fact, id_, declared, backed)
        for name, fact in whole.items()
    }


def _attested(fact: Fact, id_: str, declared: Same, backed: frozenset[str]) -> Fact:
    state, provenance = fact.state, declared.declared.provenance
    if isinstance(state, Unknown):
        return fact
    words = f"declared to be {id_} by {said(provenance)}"
    # What was resolved there is one value here; a conflict stays one.
    told = (
        [(claim.value, claim.confidence, claim) for claim in state.claims]
        if isinstance(state, Conflict)
        else [(state.value, state.confidence, state.claims[0])]
    )
    claims = []
    for value, level, claim in told:
        citation = f"{words}; there {claim.basis.value}: {claim.citation or claim.locator}"
        new = attest(fact.name, value, provenance, backed, key="same_as", citation=citation)
        claims.append(replace(new, confidence=weakest(new.confidence, level)))
    return resolve(FACTS[fact.name], claims)
