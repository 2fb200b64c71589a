"""What scans on record add up to; a scan itself needs none of it."""

from collections.abc import Sequence

from auditor.domain.audit import Inventory
from auditor.domain.scan import Scan
from auditor.identity import group
from auditor.pipeline.standing import observations
from auditor.store import Store


def inventory_of(store: Store, scans: Sequence[Scan]) -> Inventory:
    """Return the models that the scans saw, and what each is used for.

    Args:
        store: Where it is.
        scans: The one that began first to the one that began last.
    """
    return group(observations(store, scans))
