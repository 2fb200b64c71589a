"""Files at their places: a model that lies somewhere is present there, which is not in use."""

import hashlib
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.domain.observation import StoreEntry
from auditor.domain.scan import place_alone
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment
from auditor.identity.artifacts import Occurrence
from auditor.identity.beside import Bundle
from auditor.identity.given_names import name_in_store

_STRONGEST: Final = tuple(DeploymentState)
_RUNTIME_OF_STORE: Final = {"ollama": "ollama"}


def deployments(
    by_id: Mapping[str, Sequence[Occurrence]],
    entries: Mapping[Bundle, StoreEntry],
    others: Iterable[Deployment] = (),
) -> tuple[Deployment, ...]:
    """Return every place of every model; no two have one id.

    What is published elsewhere is not here: it is no deployment of anybody who looks at it.

    Args:
        by_id: The places of each model.
        entries: What stores call what they hold.
        others: Everything that was seen in use.
    """
    used = _used(others)
    placed = sorted(
        ((place, id_) for id_, places in by_id.items() for place in places if not place.is_elsewhere),
        key=lambda pair: (pair[0].place, pair[0].files[0].path, pair[1]),
    )
    found: dict[str, Deployment] = {}
    for place, id_ in placed:
        first = _deployment(id_, place, entries, used.get(id_))
        # One target spelled in two ways, in two folders: a last resort, for no place may stand for another.
        n, deployment = 1, first
        while deployment.id in found:
            n += 1
            deployment = replace(first, id=f"{first.id}.{n}")
        found[deployment.id] = deployment
    return tuple(found[key] for key in sorted(found))


def _used(others: Iterable[Deployment]) -> dict[str, Deployment]:
    """Return what uses each model best; what its own place was joined with is among them."""
    used: dict[str, Deployment] = {}
    for one in sorted(others, key=lambda one: (_STRONGEST.index(one.state), one.locator)):
        if one.model_id is not None and one.state.is_use:
            used.setdefault(one.model_id, one)
    return used


def _deployment(
    id_: str, place: Occurrence, entries: Mapping[Bundle, StoreEntry], used: Deployment | None
) -> Deployment:
    entry = entries.get((place.target, place.bundle))
    scheme, _, folder = place_alone(place.target).partition(":")
    runtime = _RUNTIME_OF_STORE.get(entry.store) if entry else None
    name = name_in_store(entry, place.locator) if entry else place.locator.rpartition("/")[2]
    served = entry.name if entry else place.key.rpartition("/")[2]
    # The target's own spelling tells two folders apart and is the same on every host that mounts them alike.
    key = "\n".join((scheme, posixpath.normpath(folder) if folder else "", place.key, runtime or "", served))
    return Deployment(
        id=f"dep:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}",
        model_id=id_,
        name=name,
        state=DeploymentState.PRESENT,
        scheme=scheme,
        locator=place.place,
        evidence=_evidence(entry, used),
        runtime=runtime,
    )


def _evidence(entry: StoreEntry | None, used: Deployment | None) -> str:
    if entry is not None:
        return f"in the {entry.store} store as {entry.name}"
    if used is not None:
        return f"a file in a folder; its model is in use: {used.evidence}"
    return "a file in a folder; nothing seen that runs it"
