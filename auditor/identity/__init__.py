"""Many observations to one model.

::

    FileSeen* --hashing.digest_files--> the same with sha256      every inode read once
              --artifacts.occurrences--> one artifact per file or split set, place by place
              --grouping.group--> Inventory                       merged on content, never on names
    Model     --measured.assess--> Claim*                         from bytes and documents
              --catalogued.assess--> Claim*                       from the catalogue, joined on name AND size
              --stated.assess-----> Claim*                         from lists, row by row
"""

from typing import Final

from auditor.domain.facts import produced_by
from auditor.identity.doubtful import is_doubtful, named_by_indexes
from auditor.identity.grouping import gaps, group
from auditor.identity.hashing import Hashed, HashMode, Progress, digest_files

PRODUCES: Final = produced_by("identity")
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
