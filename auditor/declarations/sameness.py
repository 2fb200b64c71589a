"""Models that the organisation says are one: what a list calls so, and what was seen under another name.

::

    same-as entries + inventory --bind_same--> Same*    both ways, or a sentence why it binds nothing
    Model* + Same*              --joined-->    Model*   what lists state of the one holds of the other

    Model* + Same*              --settled-->   Model*   of two the one that is only a name points to the other
    that other's facts          --inherited--> Fact*    the same of that half, attested

They stay apart in the inventory, for a name is no proof; that they are one is attested wherever it counts.
Two that both have bytes are not one, whoever says so: their digests differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from auditor.declarations.attested import attest
from auditor.declarations.register import said
from auditor.declarations.selector import mismatch
from auditor.declarations.stock import Stock
from auditor.domain.audit import Inventory
from auditor.domain.declaration import SameDeclared
from auditor.domain.fact import Claim, Conflict, Fact, Unknown, weakest
from auditor.domain.facts import FACTS
from auditor.domain.mention import Listing
from auditor.domain.resolving import resolve
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Model
from auditor.domain.values import FactValue

_BY_NAME: Final = ("api:", "name:")
_OF_ITS_OWN: Final = frozenset({"model.name", "model.observed", "model.declared", "model.run_here"})


@dataclass(frozen=True, slots=True)
class Same:
    """A model that another is declared to be.

    Attributes:
        model_id: The model.
        chain: The entries that say so, from one name to the next; nearly always one.
    """

    model_id: str
    chain: tuple[SameDeclared, ...]

    @property
    def citation(self) -> str:
        """Who says so, as claims cite it."""
        return f"declared to be {self.model_id} by {self.sayers}"

    @property
    def sayers(self) -> str:
        """Who says so, and when."""
        return " and ".join(dict.fromkeys(said(one.provenance) for one in self.chain))

    def attested(self, fact: str, value: FactValue, backed: frozenset[str], citation: str = "") -> Claim:
        """Return a claim that rests on what it is declared to be, as strong as the weakest of the entries."""
        claims = [
            attest(fact, value, one.provenance, backed, key="same_as", citation=citation or self.citation)
            for one in self.chain
        ]
        return replace(claims[0], confidence=weakest(*(claim.confidence for claim in claims)))


def bind_same(
    declared: Iterable[SameDeclared], stock: Stock
) -> tuple[Mapping[str, tuple[Same, ...]], tuple[tuple[SameDeclared, str], ...]]:
    """Return by the id of each model everything that it is declared to be, over other names too.

    Beside it the entries that bind nothing, each with what is wrong with it: those whose selectors do not
    match two models, and those that would together make one of two models with bytes.
    """
    read = [(one, *_bound(one, stock)) for one in declared]
    wrong = [(one, sentence) for one, _, sentence in read if sentence is not None]
    bound = [(one, ids) for one, ids, _ in read]
    if torn := dict(_torn(_both_ways(bound))):
        wrong += torn.items()
        bound = [(one, ids) for one, ids in bound if one not in torn]
    return _both_ways(bound), tuple(wrong)


def _bound(declared: SameDeclared, stock: Stock) -> tuple[frozenset[str], str | None]:
    each = [stock.ids("model", selector) for selector in (declared.model, declared.same_as)]
    for selector, matched in zip((declared.model, declared.same_as), each, strict=True):
        if wrong := mismatch(selector, matched):
            return frozenset(), wrong
    ids = frozenset(each[0]) | frozenset(each[1])
    with_bytes = sorted(id_ for id_ in ids if _has_bytes(id_))
    if not frozenset(each[0]).isdisjoint(each[1]):
        return frozenset(), f"model and same_as match the same model, {min(set(each[0]) & set(each[1]))}"
    if len(with_bytes) > 1:
        return frozenset(), _differing(*with_bytes[:2])
    return ids, None


def _has_bytes(id_: str) -> bool:
    return not id_.startswith(_BY_NAME)


def _differing(one: str, other: str) -> str:
    return f"{one} and {other} both have bytes, and they differ"


def _both_ways(bound: Iterable[tuple[SameDeclared, frozenset[str]]]) -> Mapping[str, tuple[Same, ...]]:
    steps: dict[str, list[Same]] = {}
    for declared, ids in bound:
        for id_ in sorted(ids):
            steps.setdefault(id_, []).extend(Same(other, (declared,)) for other in sorted(ids - {id_}))
    return MappingProxyType({id_: _reached(id_, steps) for id_ in steps})


def _reached(id_: str, steps: Mapping[str, Sequence[Same]]) -> tuple[Same, ...]:
    """Return what a model is, each over the fewest entries."""
    found = {id_: Same(id_, ())}
    queue = [id_]
    for at in queue:
        for step in steps[at]:
            if step.model_id not in found:
                found[step.model_id] = Same(step.model_id, (*found[at].chain, *step.chain))
                queue.append(step.model_id)
    del found[id_]
    return tuple(found.values())


def _torn(same: Mapping[str, Sequence[Same]]) -> Iterator[tuple[SameDeclared, str]]:
    """Yield every entry that leads from one model with bytes to another: which is wrong is not known."""
    for id_, others in same.items():
        for other in others:
            if id_ < other.model_id and _has_bytes(id_) and _has_bytes(other.model_id):
                for entry in other.chain:
                    yield entry, f"with other entries: {_differing(id_, other.model_id)}"


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
        where = ", ".join(entry.provenance.locator for entry in one.chain)
        who = f"of this model, as {one.sayers} declared ({where})"
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
            same_as=tuple(
                maybe
                for maybe in model.same_as
                if maybe.model_id not in {one.model_id for one in same[model.id]}
            ),
        )
        if model.id in same
        else model
        for model in inventory.models
    )


def _whole(model_id: str, same: Mapping[str, tuple[Same, ...]], seen: Set[str | None]) -> str | None:
    if _has_bytes(model_id):
        return None
    all_ = [model_id, *(one.model_id for one in same[model_id])]
    with_bytes = [one for one in all_ if _has_bytes(one)]
    known = with_bytes or [one for one in all_ if one in seen]
    return known[0] if len(known) == 1 and known[0] != model_id else None


def inherited(
    own: Mapping[str, Fact], whole: Mapping[str, Fact], same: Same, backed: frozenset[str]
) -> dict[str, Fact]:
    """Return the facts of a model of which only the name is known, being the model that it is declared to be.

    Args:
        own: What is known of it itself: what it is called, and where it was seen, stays.
        whole: What is known of the model that it is declared to be.
        same: That model, and who says so.
        backed: Entries with evidence.
    """
    return {
        name: own[name] if name in _OF_ITS_OWN else _attested(fact, same, backed)
        for name, fact in whole.items()
    }


def _attested(fact: Fact, same: Same, backed: frozenset[str]) -> Fact:
    state = fact.state
    if isinstance(state, Unknown):
        return fact
    # What was resolved there is one value here; a conflict stays one.
    told = (
        [(claim.value, claim.confidence, claim) for claim in state.claims]
        if isinstance(state, Conflict)
        else [(state.value, state.confidence, state.claims[0])]
    )
    claims = []
    for value, level, claim in told:
        citation = f"{same.citation}; there {claim.basis.value}: {claim.citation or claim.locator}"
        new = same.attested(fact.name, value, backed, citation)
        claims.append(replace(new, confidence=weakest(new.confidence, level)))
    return resolve(FACTS[fact.name], claims)
