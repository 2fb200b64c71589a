"""What starts a server: where to change it, and which words to change it with."""

from typing import Final

from auditor.domain.serving import InUse

_BY_SCHEME: Final = {
    "compose": "compose",
    "kubernetes": "kubernetes",
    "helm": "kubernetes",
    "process": "process",
}
_CONTAINER: Final = "container"


def set_up_as(seen: InUse) -> str | None:
    """Return what starts a server, ``compose kubernetes container unit process``; or ``None``.

    A container is one that neither a compose file nor a cluster starts: a quadlet's, or a process in one.
    """
    scheme = seen.scheme or seen.target.partition(":")[0]
    if scheme == "systemd":
        return _CONTAINER if seen.runtime is not None and seen.runtime.image else "unit"
    if scheme == "process" and seen.container:
        return _CONTAINER
    return _BY_SCHEME.get(scheme)
