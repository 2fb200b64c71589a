"""What looking at a target would send, told before it is sent."""

from auditor.sources import endpoint, hub
from auditor.sources.base import Target


def planned(target: Target) -> tuple[str, ...]:
    """Return the requests that looking at a target may send, as lines; none for one that opens no connection.

    Raises:
        SourceError: the target cannot be looked at.
    """
    return hub.planned(target) if target.scheme == "hub" else endpoint.planned(target)
