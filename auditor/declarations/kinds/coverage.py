"""``kind: accept-coverage``: something unreadable that the organisation accepts as such."""

import re
from dataclasses import dataclass
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.selector import EXPECT, expected
from auditor.declarations.spelling import in_full, is_pattern
from auditor.domain.declaration import CoverageAccepted, Provenance

_SHA256: Final = "sha256"
_DIGEST: Final = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CoverageReader:
    """Reads accept-coverage entries; a pattern says how many places it means, so that no more are hidden."""

    name: str = "accept-coverage"
    required: tuple[str, ...] = ("locator", "reason")
    optional: tuple[str, ...] = (EXPECT, _SHA256)

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> CoverageAccepted:
        """See `Kind.read`."""
        locator = entry.text("locator")
        if EXPECT not in entry.fields and is_pattern(locator):
            hint = 'Say how many places it matches: expect: 1, or expect: "1..5".'
            raise entry.error(EXPECT, f"is missing beside the pattern {locator}", hint)
        low, high = expected(entry) if EXPECT in entry.fields else (1, 1)
        return CoverageAccepted(
            locator=locator,
            reason=entry.text("reason"),
            provenance=provenance,
            expect_low=low,
            expect_high=high,
            sha256=_digest(entry),
            in_full=in_full(locator, files.folders),
        )


def _digest(entry: Entry) -> str | None:
    given = entry.optional_text(_SHA256)
    if given is None:
        return None
    found = _DIGEST.fullmatch(given)
    if found is None:
        raise entry.error(
            _SHA256, "is no SHA-256", "Give 64 hexadecimal digits, as `show coverage` prints them."
        )
    return found[1].lower()
