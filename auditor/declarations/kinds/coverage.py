"""``kind: accept-coverage``: something unreadable that the organisation accepts as such."""

from dataclasses import dataclass

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.selector import EXPECT, expected
from auditor.domain.declaration import CoverageAccepted, Provenance


@dataclass(frozen=True, slots=True)
class CoverageReader:
    """Reads accept-coverage entries; without ``expect`` a pattern matches at least one problem."""

    name: str = "accept-coverage"
    required: tuple[str, ...] = ("locator", "reason")
    optional: tuple[str, ...] = (EXPECT,)

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> CoverageAccepted:  # noqa: ARG002
        """See `Kind.read`."""
        low, high = expected(entry) if EXPECT in entry.fields else (1, None)
        return CoverageAccepted(
            locator=entry.text("locator"),
            reason=entry.text("reason"),
            provenance=provenance,
            expect_low=low,
            expect_high=high,
        )
