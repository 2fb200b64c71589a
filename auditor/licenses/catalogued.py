"""The licence under which the catalogue lists the release."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue, load
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, weakest
from auditor.domain.subject import Model


@dataclass(frozen=True, slots=True)
class CatalogueDetector:
    """Looks up the entry that the model was joined to.

    Attributes:
        catalogue: The catalogue as it weighs on the day of the audit; by default the shipped one.
        method: Its name.
    """

    catalogue: Catalogue | None = None
    method: str = "catalogue"

    def detect(self, model: Model, known: Mapping[str, Fact]) -> Iterator[Claim]:  # noqa: ARG002 - protocol
        """Yield the entry's licence; never better than the join by name and size."""
        fact = known.get("model.catalogue_entry")
        if fact is None or not isinstance(fact.state, Known):
            return
        entry = (self.catalogue or load()).entries.get(str(fact.state.value))
        if entry is not None and entry.license is not None:
            yield Claim(
                fact="license.concluded",
                value=entry.license.value,
                basis=Basis.CATALOGUED,
                confidence=weakest(Confidence.MEDIUM, fact.state.confidence, entry.license.confidence),
                method=self.method,
                locator=entry.locator,
                citation=entry.license.citation,
            )
