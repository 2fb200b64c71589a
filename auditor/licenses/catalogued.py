"""The licence under which the catalogue lists the release."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, weakest
from auditor.domain.subject import Model


@dataclass(frozen=True, slots=True)
class CatalogueDetector:
    """Looks up the entry that the model was joined to."""

    method: str = "catalogue"

    def detect(
        self,
        model: Model,  # noqa: ARG002 - the entry is a fact
        known: Mapping[str, Fact],
        catalogue: Catalogue,
    ) -> Iterator[Claim]:
        """Yield the entry's licence; never better than the join by name and size."""
        fact = known.get("model.catalogue_entry")
        if fact is None or not isinstance(fact.state, Known):
            return
        entry = catalogue.entries.get(str(fact.state.value))
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
