"""Which model of one audit is which of another, and where other bytes lie."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor.domain.subject import Model, Strength
from auditor.reports.document.changes_shape import BytesChange
from auditor.reports.document.whereabouts import Whereabouts


def matched(
    before: Sequence[Model], after: Sequence[Model], looked: tuple[Whereabouts, Whereabouts]
) -> Mapping[str, str]:
    """Return the earlier id of each later model that is one of the earlier; no two are the same one.

    Models are their ids. Only where the bytes of one of the two were not read is it told by what both are
    known as: fine-tunes of one base, and a file and what replaces it, share a header.
    """
    kept = {model.id for model in before} & {model.id for model in after}
    found = {id_: id_ for id_ in kept}
    old = [model for model in before if model.id not in kept]
    new = [model for model in after if model.id not in kept]
    pairs = [(one, other) for one, other in _possible(old, new)]
    here = {model.id: {looked[0].full(place) for place in model.locations} for model in old}
    for one, other in pairs:
        there = {looked[1].full(place) for place in other.locations}
        if here[one.id] & there and one.id not in found.values() and other.id not in found:
            found[other.id] = one.id
    taken = set(found.values())
    left = [(one.id, other.id) for one, other in pairs if one.id not in taken and other.id not in found]
    for earlier, later in left:
        if sum(earlier == one for one, _ in left) == 1 == sum(later == other for _, other in left):
            found[later] = earlier
    return found


def changed_bytes(
    before: Sequence[Model],
    after: Sequence[Model],
    known_as: Mapping[str, str],
    looked: tuple[Whereabouts, Whereabouts],
) -> list[BytesChange]:
    """Return the places where the bytes of another model lie than did, sorted."""
    was = _by_place(before, looked[0])
    changes: list[BytesChange] = []
    for where, (shown, other) in sorted(_by_place(after, looked[1]).items()):
        if where not in was or was[where][1].id == known_as.get(other.id, other.id):
            continue
        one = was[where][1]
        changes.append(
            {
                "name": (one.name, other.name),
                "where": shown,
                "model_id": (one.id, other.id),
                "same_header": bool(_headers(one) & _headers(other)),
            }
        )
    return changes


def exchanged(changes: Iterable[BytesChange]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the earlier and the later ids of models that are told as changed bytes."""
    pairs = [change["model_id"] for change in changes]
    return frozenset(one for one, _ in pairs), frozenset(other for _, other in pairs)


def _possible(before: Iterable[Model], after: Iterable[Model]) -> Iterator[tuple[Model, Model]]:
    known: dict[str, list[Model]] = {}
    for model in before:
        for id_ in (model.id, *model.aliases):
            known.setdefault(id_, []).append(model)
    for other in after:
        ones = {one.id: one for id_ in (other.id, *other.aliases) for one in known.get(id_, ())}
        yield from ((one, other) for one in ones.values() if not (_is_hashed(one) and _is_hashed(other)))


def _is_hashed(model: Model) -> bool:
    return model.strength is Strength.CONTENT


def _by_place(models: Iterable[Model], looked: Whereabouts) -> dict[str, tuple[str, Model]]:
    return {
        looked.full(place): (place, model)
        for model in models
        if model.artifact is not None
        for place in model.locations
    }


def _headers(model: Model) -> frozenset[str]:
    return frozenset(id_ for id_ in (model.id, *model.aliases) if id_.startswith("header:"))
