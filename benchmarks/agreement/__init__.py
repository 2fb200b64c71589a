"""Agreement of what auditor sees with a folder of other projects' files and a list of facts about them.

    AUDITOR_CORPUS=DIR python -m benchmarks.agreement

DIR holds the files and ``expected.json``: of each file its category and what a reader should say of it. Each
fact is compared, and counted as right or wrong by category; a fact that auditor does not say has its reason
in :mod:`benchmarks.agreement.excused`.

::

    entry --weights, stores, manifests, gateways, replayed--> Compared*   one per fact
                                                 --excused--> the table, or what is wrong
"""

from benchmarks.agreement.base import Compared, Entry, entries
from benchmarks.agreement.comparing import compared
from benchmarks.agreement.excused import EXCUSED, why_not

__all__ = ["EXCUSED", "Compared", "Entry", "compared", "entries", "why_not"]
