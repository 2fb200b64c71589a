"""What is known of a model in use: what runs it, where, and from where it can be reached.

What was seen to run is measured; what a manifest or code says is declared. Where both are there and differ,
that is a conflict: a server that is configured for loopback and listens on the network.
"""

from collections.abc import Callable, Iterator
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.serving import DeploymentState, Endpoint, InUse, ReferenceKind
from auditor.domain.subject import Deployment
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue

_REMOTE_CODE: Final = "remote_code"
_UNSAID: Final = "nothing that was seen of it says so"
_UNSEEN: Final = "nothing was seen that runs it"


def _endpoint(read: Callable[[Endpoint], FactValue | None]) -> Callable[[InUse], FactValue | None]:
    return lambda seen: read(seen.endpoint) if seen.endpoint else None


def _tri(value: Tri) -> bool | None:
    return None if value is Tri.UNKNOWN else value is Tri.TRUE


def _remote_code(seen: InUse) -> bool | None:
    said = dict(seen.settings).get(_REMOTE_CODE)
    return None if said is None else said == Tri.TRUE.value


def _is_pinned(seen: InUse) -> bool | None:
    """Say whether a reference that can move names a revision; a file or a digest does not move."""
    if seen.model is None or seen.model.kind in {ReferenceKind.UNRESOLVED, ReferenceKind.HOSTED}:
        return None
    moves = seen.model.kind in {ReferenceKind.REPOSITORY, ReferenceKind.STORE}
    return not moves or bool(seen.model.revision or seen.model.sha256)


_READ: Final[dict[str, Callable[[InUse], FactValue | None]]] = {
    "deployment.reference": lambda seen: seen.model.written if seen.model else None,
    "deployment.served_as": lambda seen: seen.served_as,
    "deployment.workload": lambda seen: seen.workload,
    "deployment.host": lambda seen: seen.host,
    "deployment.operator": lambda seen: seen.operator,
    "deployment.hosted": lambda seen: seen.is_hosted,
    "deployment.region": lambda seen: f"{seen.region.provider}:{seen.region.code}" if seen.region else None,
    "deployment.is_pinned": _is_pinned,
    "runtime.name": lambda seen: seen.runtime.name if seen.runtime else None,
    "runtime.version": lambda seen: seen.runtime.version if seen.runtime else None,
    "runtime.image": lambda seen: seen.runtime.image if seen.runtime else None,
    "runtime.remote_code": _remote_code,
    "exposure.address": _endpoint(lambda at: at.address),
    "exposure.reach": _endpoint(lambda at: at.exposure.value if at.exposure else None),
    "exposure.encrypted": _endpoint(lambda at: _tri(at.is_encrypted)),
    "exposure.needs_credentials": _endpoint(lambda at: _tri(at.needs_credentials)),
}


def assess(deployment: Deployment) -> Iterator[Statement]:
    """Yield what was seen of a deployment, source by source; of a file in a place there is only the place."""
    for fact, read in _READ.items():
        said = [(seen, value) for seen in deployment.seen if (value := read(seen)) is not None]
        for seen, value in said:
            yield _claim(fact, seen, value)
        if not said:
            yield Silence(fact, Unknown(_UNSAID if deployment.seen else _UNSEEN, Settler.OPERATOR))


def _claim(fact: str, seen: InUse, value: FactValue) -> Claim:
    runs = seen.state is DeploymentState.RUNNING
    return Claim(
        fact=fact,
        value=value,
        basis=Basis.MEASURED if runs else Basis.DECLARED,
        confidence=Confidence.HIGH if runs else Confidence.MEDIUM,
        method=seen.evidence,
        locator=f"{seen.target}#{seen.locator}",
    )
