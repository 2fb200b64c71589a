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
        model: Model,
        known: Mapping[str, Fact],
        catalogue: Catalogue,
    ) -> Iterator[Claim]:
        """Yield the entry's licence; never better than the join by name and size."""
        fact = known.get("model.catalogue_entry")
        if fact is None or not isinstance(fact.state, Known):
            return
        entry = catalogue.entries.get(str(fact.state.value))
        if entry is not None and entry.license is not None and entry.covers(_names(model)):
            yield Claim(
                fact="license.concluded",
                value=entry.license.value,
                basis=Basis.CATALOGUED,
                confidence=weakest(Confidence.MEDIUM, fact.state.confidence, entry.license.confidence),
                method=self.method,
                locator=entry.locator,
                citation=entry.license.citation,
            )


def sibling(model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> str:
    """Return which licence is listed for another stage of the release alone; empty where none is."""
    entry = catalogue.joined(known)
    if entry is None or entry.license is None or entry.covers(_names(model)):
        return ""
    of_other = f"the licence of {entry.id} alone ({entry.license.value})"
    return f"the catalogue has {of_other}, which need not be its own"


def _names(model: Model) -> Iterator[str]:
    """Yield what the model is called; what its configuration names is what it was loaded from."""
    yield from (name.name for name in model.names if name.given_by != "config")
    if model.reference is not None:
        yield model.reference.written
