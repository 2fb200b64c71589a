"""Which licence a model is under, who says so, and what it allows.

::

    model + facts --DETECTORS--> Claim*      license.concluded, one per source: header, card, text, list ...
        --agreement--> the sources agree, or they are a conflict, which is kept
        --terms.json--> Claim* | Silence*      kind, commercial use, users limit, EU exclusion, Art. 53(2)
    declared base models --lineage--> Claim*   inherited licences; does the stated one drop their terms?

Every source keeps its own locator; nothing is inferred from a missing licence. In a conflict each
licence is evaluated by itself: where all give the same answer, that is the answer; else the silence
names the conflict. To add a detector: write its module, then add one line to DETECTORS, which is what the
pipeline passes to ``assess``.
"""

from typing import Final

from auditor.domain.facts import produced_by
from auditor.licenses.assessing import assess
from auditor.licenses.base import Detector
from auditor.licenses.card import CardDetector
from auditor.licenses.catalogued import CatalogueDetector
from auditor.licenses.header import HeaderDetector
from auditor.licenses.listing import ListingDetector
from auditor.licenses.terms import NAMING, Terms, load_terms, terms_of, titles
from auditor.licenses.text import TextDetector

PRODUCES: Final = produced_by("licenses")
"""The facts this package establishes."""

DETECTORS: Final[tuple[Detector, ...]] = (
    HeaderDetector(),
    CardDetector(),
    TextDetector(),
    ListingDetector(),
    CatalogueDetector(),
)
"""Every method of telling a model's licence."""

__all__ = [
    "DETECTORS",
    "NAMING",
    "PRODUCES",
    "Detector",
    "Terms",
    "assess",
    "load_terms",
    "terms_of",
    "titles",
]
