"""The licence that a list states: a spreadsheet, a bill of materials, a registry."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.catalogue import Catalogue
from auditor.domain.fact import Basis, Claim, Confidence, Fact
from auditor.domain.subject import Model
from auditor.licenses.spelling import PROPRIETARY, all_of_licences, normalise
from auditor.licenses.terms import load_terms

METHOD: Final = "listing"
"""How claims are told whose source is a list, and nothing that lies with the weights."""

_PLACE: Final = "license"
"""Where in an entry it stands."""
_OWN: Final = "LicenseRef-"
# ScanCode LicenseDB, https://scancode-licensedb.aboutcode.org/proprietary-license.html
_PROPRIETARY: Final = "LicenseRef-scancode-proprietary-license"
_SEVERAL: Final = re.compile(r"[;,]")


@dataclass(frozen=True, slots=True)
class ListingDetector:
    """Reads what lists state; several licences of one entry apply together."""

    method: str = METHOD

    def detect(
        self,
        model: Model,
        known: Mapping[str, Fact],  # noqa: ARG002 - protocol
        catalogue: Catalogue,  # noqa: ARG002 - protocol
    ) -> Iterator[Claim]:
        """Yield one claim per entry that states a licence."""
        for listing in model.listings:
            expression = stated_licence(listing.license)
            if expression:
                yield Claim(
                    fact="license.concluded",
                    value=expression,
                    basis=Basis.DECLARED,
                    confidence=Confidence.MEDIUM,
                    method=self.method,
                    locator=f"{listing.locator}@{_PLACE}",
                    citation=listing.evidence,
                )


def stated_licence(written: str) -> str | None:
    """Return a licence as an SPDX expression, or ``None`` if the words name none.

    Commas part licences only where each part is known as one: a title may have a comma of its own. That it is
    proprietary is an answer of whoever keeps a list: it is nobody's to use without a contract.
    """
    if written.strip().lower() in PROPRIETARY:
        return _PROPRIETARY
    parts = [normalise(part) for part in _SEVERAL.split(written)]
    if all(part and (not part.startswith(_OWN) or part in load_terms()) for part in parts):
        return all_of_licences(filter(None, parts))
    return normalise(written)
