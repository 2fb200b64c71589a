"""One database is of one machine: paths, inodes and processes of another are not the same ones.

::

    the scans on record  --Store.scan_hosts-->       the machine of each place
    a target, and here   --refuse_other_machine-->   refused, where another machine's places are on record

An address that answers alike from everywhere, a cluster or a hub is of no machine.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

from auditor import sources
from auditor.domain.serving import Exposure
from auditor.errors import StoreError, UsageError
from auditor.formats.address import reach, split_address
from auditor.settings import Settings
from auditor.sources import PlaceKind, Target
from auditor.sources.base import ConnectingSource
from auditor.store import Store


def refuse_other_machine(settings: Settings, targets: Sequence[Target], host: str) -> None:
    """Refuse to look at places of this machine into a database that holds those of another.

    Args:
        settings: Which database.
        targets: What is to be looked at.
        host: Name of this machine.

    Raises:
        UsageError: the database holds a scan of another machine's own place.
    """
    ours = next((target for target in targets if is_of_a_machine(target)), None)
    if ours is None:
        return
    for place, other in _hosts(settings).items():
        if other != host and is_of_a_machine(_target(place)):
            raise UsageError(
                f"{ours.called}: this machine is {host}, and the database holds {place} of {other}",
                hint="Keep a database for each machine (--db). Where one machine changes its name, as a "
                f"container does, name it: host = {json.dumps(other)} in auditor.toml, or AUDITOR_HOST.",
            )


def is_of_a_machine(target: Target) -> bool:
    """Say whether a target, in full, is another place on another machine: a path, processes, a loopback."""
    source = sources.SOURCES.named(target.scheme)
    if source is None:
        return False
    if source.place_kind is PlaceKind.ADDRESS:
        address, _ = split_address(target.place)
        return address is not None and reach(address) is Exposure.LOOPBACK
    return not (isinstance(source, ConnectingSource) and source.is_address(target.place))


def _target(resolved: str) -> Target:
    scheme, _, place = resolved.partition(":")
    return Target(scheme, place)


def _hosts(settings: Settings) -> Mapping[str, str]:
    """Return the machine of each place on record; a database that cannot be read yet holds none."""
    with suppress(StoreError):
        if Store.exists(settings.database):
            with Store.open_read_only(settings.database) as store:
                return store.scan_hosts()
    return {}
