"""What is known of a model in use: what runs it, where, and from where it can be reached.

Addresses that answered or were seen to listen, how they answered and open files are measured. What a manifest
or code, a command line or a server says is declared: a server may call itself what it likes. Where both are
there and differ, that is a conflict: a server that is configured for loopback and listens on the network.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.serving import Contact, DeploymentState, Endpoint, InUse, ReferenceKind
from auditor.domain.subject import Deployment
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue
from auditor.formats.image_name import parse_image
from auditor.identity.set_up import set_up_as

_REMOTE_CODE: Final = "remote_code"
_UNSAID: Final = "nothing that was seen of it says so"
_OF_PLACE: Final = (
    "a place where the model lies does not say it; what runs the model is a deployment of its own"
)

_Read = Callable[[InUse], FactValue | None]


def _endpoint(read: Callable[[Endpoint], FactValue | None]) -> _Read:
    return lambda seen: read(seen.endpoint) if seen.endpoint else None


def _tri(value: Tri) -> bool | None:
    return None if value is Tri.UNKNOWN else value is Tri.TRUE


def _remote_code(seen: InUse) -> bool | None:
    said = dict(seen.settings).get(_REMOTE_CODE)
    return None if said is None else said == Tri.TRUE.value


def _is_pinned(seen: InUse, *, is_hashed: bool) -> bool | None:
    """Say whether a reference that can move names a digest, or a revision of its repository.

    A path is pinned where the file that it leads to was hashed; else nobody compares what lies there. A word
    for a version in a store or a list is moved by whoever gave it, unless it is a commit.
    """
    if seen.model is None or seen.model.kind in {ReferenceKind.UNRESOLVED, ReferenceKind.HOSTED}:
        return None
    if seen.model.sha256:
        return True
    if seen.model.kind is ReferenceKind.FILE:
        return True if is_hashed else None
    is_setting = seen.model.kind is not ReferenceKind.STORE and seen.state is not DeploymentState.DECLARED
    revision = seen.model.revision or ""
    return bool(revision) and (is_setting or _COMMIT.fullmatch(revision) is not None)


def _image_pin(seen: InUse, *, has_image: bool) -> FactValue | None:
    """Return by what the name of its image says which one it is, ``none`` where no image was seen at all."""
    image = seen.runtime.image if seen.runtime else None
    if image is None:
        return None if has_image else "none"
    return parse_image(image).pin


_READ: Final[dict[str, _Read]] = {
    "deployment.reference": lambda seen: seen.model.written if seen.model else None,
    "deployment.served_as": lambda seen: seen.served_as,
    "deployment.workload": lambda seen: seen.workload,
    "deployment.set_up_as": set_up_as,
    "deployment.host": lambda seen: seen.host,
    "deployment.operator": lambda seen: seen.operator,
    "deployment.hosted": lambda seen: seen.is_hosted,
    "deployment.region": lambda seen: f"{seen.region.provider}:{seen.region.code}" if seen.region else None,
    "runtime.name": lambda seen: seen.runtime.name if seen.runtime else None,
    "runtime.version": lambda seen: seen.runtime.version if seen.runtime else None,
    "runtime.image": lambda seen: seen.runtime.image if seen.runtime else None,
    "runtime.remote_code": _remote_code,
    "exposure.address": _endpoint(lambda at: at.address),
    "exposure.reach": _endpoint(lambda at: at.exposure.value if at.exposure else None),
    "exposure.encrypted": _endpoint(lambda at: _tri(at.is_encrypted)),
    "exposure.needs_credentials": _endpoint(lambda at: _tri(at.needs_credentials)),
}

_OF_SOCKET: Final = frozenset({"deployment.host", "exposure.address", "exposure.reach"})
_OF_ANSWER: Final = frozenset({"exposure.encrypted", "exposure.needs_credentials"})
_OF_CONTENT: Final = ("sha256:", "set:")
_COMMIT: Final = re.compile("[0-9a-f]{7,40}")
_OF_FILES: Final = frozenset({"deployment.hosted"})


def assess(deployment: Deployment) -> Iterator[Statement]:
    """Yield what was seen of a deployment, source by source; of a file in a place there is only the place."""
    is_hashed = (deployment.model_id or "").startswith(_OF_CONTENT)
    is_pinned = partial(_is_pinned, is_hashed=is_hashed)
    has_image = any(seen.runtime is not None and seen.runtime.image for seen in deployment.seen)
    image_pin = partial(_image_pin, has_image=has_image)
    reads: dict[str, _Read] = {
        **_READ,
        "deployment.is_pinned": is_pinned,
        "runtime.image_pin": image_pin,
    }
    for fact, read in reads.items():
        said = [(seen, value) for seen in deployment.seen if (value := read(seen)) is not None]
        for seen, value in said:
            yield _claim(fact, seen, value)
        if not said:
            yield Silence(fact, Unknown(_UNSAID if deployment.seen else _OF_PLACE, Settler.OPERATOR))


def _is_measured(fact: str, seen: InUse) -> bool:
    contact = seen.endpoint.contact if seen.endpoint else Contact.WRITTEN
    if fact in _OF_SOCKET:
        return contact is not Contact.WRITTEN
    if fact in _OF_ANSWER:
        return contact is Contact.ANSWERS
    return fact in _OF_FILES and bool(seen.open_files)


def _claim(fact: str, seen: InUse, value: FactValue) -> Claim:
    is_measured = _is_measured(fact, seen)
    return Claim(
        fact=fact,
        value=value,
        basis=Basis.MEASURED if is_measured else Basis.DECLARED,
        confidence=Confidence.HIGH if is_measured else Confidence.MEDIUM,
        method=seen.evidence,
        locator=f"{seen.target}#{seen.locator}",
    )
