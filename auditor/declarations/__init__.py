"""What only the organisation knows: read from YAML, bound to what was found, turned into claims.

::

    declarations/*.yaml --yaml12------> nodes that know their line
                        --kinds-------> Declaration*          one module per kind, or an error with FILE:LINE
    what somebody types --answering---> values of fields      one reading for every door
    a table             --importing---> rows of systems       columns mapped once
    screen of a system  --screen------> its answers           Annex III and Art. 5, point by point
                        --loading-----> Declarations          + one digest over everything, files included
    + earlier audits    --remembering-> Declarations          evidence files that are not what was recorded
    + Inventory, as-of  --binding-----> Bound                 systems, claims, evidence records, problems
                        --hosting-----> Claim*                how deployments are hosted
                        --incidents---> Incident*             and how long their report took
    + Inventory         --reconciliation-> Claim* | Silence*  declared against seen, both ways
    + everything said   --resolutions-> Claim*                what settles a conflict, or rebuts a conclusion
                        --union_links-> Claim*                what of the organisation is in the Union
    + known facts       --roles-------> Claim* | Silence*     whose duty it is, each with its reason
    + findings          --waivers-----> Finding* | Waiver*    what somebody answers for leaving as it is

A selector that matches too few or too many subjects binds nothing and becomes a problem; a
field that is left out becomes a silence that names who could tell. Nothing is guessed.

To add a kind: write its module under ``kinds`` and add one line to ``kinds.KINDS``.
"""

from typing import Final

from auditor.declarations import attested, hosting
from auditor.declarations.amendments import words_about
from auditor.declarations.binding import (
    Beside,
    Bound,
    bind,
    digests_of_entries,
    matched,
    stray_incidents,
)
from auditor.declarations.checking import expired, malformed, unfilled
from auditor.declarations.claims import needless as needless_claims
from auditor.declarations.loading import Declarations, files_of, load, read_entry
from auditor.declarations.reconciliation import reconcile
from auditor.declarations.recorded import broken_files
from auditor.declarations.remembering import remember
from auditor.declarations.resolutions import needless, unjudged
from auditor.declarations.roles import derive_roles
from auditor.declarations.sameness import inherited, joined, settled
from auditor.declarations.union_links import denied, in_union, union_links
from auditor.declarations.waivers import waive
from auditor.domain.facts import produced_by

PRODUCES: Final = produced_by("declarations")
"""The facts this package establishes."""

ATTESTS: Final = attested.OF_TRAINING | hosting.ATTESTS
"""Facts of another producer that the organisation can state too."""

__all__ = [
    "ATTESTS",
    "PRODUCES",
    "Beside",
    "Bound",
    "Declarations",
    "bind",
    "broken_files",
    "denied",
    "derive_roles",
    "digests_of_entries",
    "expired",
    "files_of",
    "in_union",
    "inherited",
    "joined",
    "load",
    "malformed",
    "matched",
    "needless",
    "needless_claims",
    "read_entry",
    "reconcile",
    "remember",
    "settled",
    "stray_incidents",
    "unfilled",
    "union_links",
    "unjudged",
    "waive",
    "words_about",
]
