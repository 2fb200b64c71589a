"""Files at their places: a model that lies somewhere is present there, which is not in use."""

import hashlib
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.domain.observation import StoreEntry
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment
from auditor.identity.artifacts import Occurrence
from auditor.identity.beside import Bundle

_RUNTIME_OF_STORE: Final = {"ollama": "ollama"}


def deployments(
    by_id: Mapping[str, Sequence[Occurrence]], entries: Mapping[Bundle, StoreEntry]
) -> tuple[Deployment, ...]:
    """Return every place of every model; no two have one id.

    What is published elsewhere is not here: it is no deployment of anybody who looks at it.
    """
    placed = sorted(
        ((place, id_) for id_, places in by_id.items() for place in places if not place.is_elsewhere),
        key=lambda pair: (pair[0].place, pair[0].files[0].path, pair[1]),
    )
    found: dict[str, Deployment] = {}
    for place, id_ in placed:
        first = _deployment(id_, place, entries)
        # One target spelled in two ways, in two folders: a last resort, for no place may stand for another.
        n, deployment = 1, first
        while deployment.id in found:
            n += 1
            deployment = replace(first, id=f"{first.id}.{n}")
        found[deployment.id] = deployment
    return tuple(found[key] for key in sorted(found))


def _deployment(id_: str, place: Occurrence, entries: Mapping[Bundle, StoreEntry]) -> Deployment:
    entry = entries.get((place.target, place.bundle))
    scheme, _, folder = place.target.partition(":")
    runtime = _RUNTIME_OF_STORE.get(entry.store) if entry else None
    name = entry.name if entry else posixpath.basename(place.locator)
    served = entry.name if entry else posixpath.basename(place.key)
    # The target's own spelling tells two folders apart and is the same on every host that mounts them alike.
    key = "\n".join((scheme, posixpath.normpath(folder) if folder else "", place.key, runtime or "", served))
    return Deployment(
        id=f"dep:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}",
        model_id=id_,
        name=name,
        state=DeploymentState.PRESENT,
        scheme=scheme,
        locator=place.place,
        evidence=f"in the {entry.store} store as {entry.name}"
        if entry
        else "a file in a folder; nothing seen that runs it",
        runtime=runtime,
    )
