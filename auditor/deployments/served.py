"""What is known of a model in use: what runs it, where, and from where it can be reached.

Addresses that answered or were seen to listen and open files are measured. What a manifest or code, a command
line or a server says is declared: a server may call itself what it likes. Where both are there and differ,
that is a conflict. Of how it is exposed :mod:`auditor.deployments.exposed` tells:
there a measurement decides.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from auditor.deployments import exposed
from auditor.deployments.set_up import set_up_as
from auditor.domain.fact import Basis, Claim, Confidence, Statement
from auditor.domain.serving import Contact, DeploymentState, Endpoint, InUse, ReferenceKind
from auditor.domain.subject import Deployment
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue
from auditor.formats.image_name import parse_image

_Read = Callable[[InUse], FactValue | None]


def _endpoint(read: Callable[[Endpoint], FactValue | None]) -> _Read:
    return lambda seen: read(seen.endpoint) if seen.endpoint else None


def _remote_code(seen: InUse) -> bool | None:
    return None if seen.remote_code is Tri.UNKNOWN else seen.remote_code is Tri.TRUE


def _is_pinned(seen: InUse, *, is_hashed: bool) -> bool | None:
    """Say whether a reference that can move names a digest, or a commit of its repository.

    A path is pinned where the file that it leads to was hashed; else nobody compares what lies there. A
    branch, a tag or a word for a version is moved by whoever gave it. The digest that a server reports is the
    one that its name has today, and says nothing of tomorrow's; what it was told to load it does not say.
    """
    model = seen.model
    if model is None or model.kind in {ReferenceKind.UNRESOLVED, ReferenceKind.HOSTED}:
        return None
    is_setting = not seen.is_asked and seen.state is not DeploymentState.RUNNING
    if model.sha256 and is_setting:
        return True
    if model.kind is ReferenceKind.FILE:
        return True if is_hashed else None
    if seen.is_asked and model.kind is not ReferenceKind.STORE:
        return None
    return _COMMIT.fullmatch(model.revision or "") is not None or _AT_DIGEST.search(model.written) is not None


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
    "deployment.host": lambda seen: seen.host,
    "deployment.operator": lambda seen: seen.operator,
    "deployment.hosted": lambda seen: seen.is_hosted,
    "deployment.region": lambda seen: f"{seen.region.provider}:{seen.region.code}" if seen.region else None,
    "runtime.name": lambda seen: seen.runtime.name if seen.runtime else None,
    "runtime.version": lambda seen: seen.runtime.version if seen.runtime else None,
    "runtime.image": lambda seen: seen.runtime.image if seen.runtime else None,
    "runtime.remote_code": _remote_code,
    "exposure.address": _endpoint(lambda at: at.address),
}

_OF_SOCKET: Final = frozenset({"deployment.host", "exposure.address"})
_OF_CONTENT: Final = ("sha256:", "set:")
# Git's digests, of both kinds; fewer digits may as well be a tag or a day.
_COMMIT: Final = re.compile("[0-9a-f]{40}|[0-9a-f]{64}|sha256:[0-9a-f]{64}")
_AT_DIGEST: Final = re.compile("@sha256:[0-9a-f]{64}$")
_OF_FILES: Final = frozenset({"deployment.hosted"})


def assess(deployment: Deployment, starts: Mapping[str, str]) -> Iterator[Statement]:
    """Yield what was seen of a deployment, source by source; of a file in a place there is only the place.

    Args:
        deployment: The deployment.
        starts: What starts the servers that a source sees, by its scheme, where that is one thing.
    """
    is_hashed = (deployment.model_id or "").startswith(_OF_CONTENT)
    is_pinned = partial(_is_pinned, is_hashed=is_hashed)
    has_image = any(seen.runtime is not None and seen.runtime.image for seen in deployment.seen)
    image_pin = partial(_image_pin, has_image=has_image)
    reads: dict[str, _Read] = {
        **_READ,
        "deployment.set_up_as": partial(set_up_as, starts=starts),
        "deployment.is_pinned": is_pinned,
        "runtime.image_pin": image_pin,
    }
    for fact, read in reads.items():
        said = [(seen, value) for seen in deployment.seen if (value := read(seen)) is not None]
        for seen, value in said:
            yield _claim(fact, seen, value)
        if not said:
            yield exposed.unsaid(fact, deployment)
    yield from exposed.assess(deployment)


def _is_measured(fact: str, seen: InUse) -> bool:
    if fact in _OF_SOCKET:
        return seen.endpoint is not None and seen.endpoint.contact is not Contact.WRITTEN
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
