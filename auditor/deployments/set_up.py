"""What starts a server: where to change it, and which words to change it with."""

from collections.abc import Mapping
from typing import Final

from auditor.domain.serving import InUse

_CONTAINER: Final = "container"


def set_up_as(seen: InUse, starts: Mapping[str, str]) -> str | None:
    """Return what starts a server, ``compose kubernetes container unit process``; or ``None``.

    A container is one that neither a compose file nor a cluster starts: a quadlet's, or a process in one.

    Args:
        seen: The server, as one source saw it.
        starts: What starts the servers that a source sees, by its scheme, where that is one thing.
    """
    word = starts.get(seen.scheme or seen.target.partition(":")[0])
    has_image = seen.runtime is not None and bool(seen.runtime.image)
    is_contained = (word == "unit" and has_image) or (word == "process" and bool(seen.container))
    return _CONTAINER if is_contained else word
