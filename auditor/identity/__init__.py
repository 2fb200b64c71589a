"""Many observations to one model.

::

    FileSeen* --hashing.digest_files--> the same with sha256      every inode read once
              --artifacts.occurrences--> one artifact per file or split set, place by place
              --grouping.group--> Inventory                       merged on content, never on names
    Model     --measured.assess--> Claim*                         from bytes and documents
              --catalogued.assess--> Claim*                       from the catalogue, joined on name AND size
              --stated.assess-----> Claim*                         from lists, row by row
"""

from typing import TYPE_CHECKING, Any

from auditor.identity.doubtful import is_doubtful, named_by_indexes
from auditor.identity.hashing import Hashed, HashMode, Progress, digest_files

if TYPE_CHECKING:
    from auditor.identity.grouping import gaps, group

    PRODUCES: frozenset[str]
    """The facts this package establishes."""

__all__ = [
    "PRODUCES",
    "HashMode",
    "Hashed",
    "Progress",
    "digest_files",
    "gaps",
    "group",
    "is_doubtful",
    "named_by_indexes",
]


def __getattr__(name: str) -> Any:
    """Import what a scan does without when it is asked for."""
    if name == "PRODUCES":
        from auditor.domain.facts import produced_by

        return produced_by("identity")
    if name in {"gaps", "group"}:
        from auditor.identity import grouping

        return getattr(grouping, name)
    raise AttributeError(name)
