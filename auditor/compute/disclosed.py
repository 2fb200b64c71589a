"""The provider's own figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue
from auditor.compute.training_run import stated
from auditor.domain.fact import Basis, Claim, Fact
from auditor.domain.subject import Model


@dataclass(frozen=True, slots=True)
class DisclosedEstimator:
    """Reads what the provider of the release states, from the catalogue."""

    method: str = "disclosed by the provider"

    def estimate(
        self,
        model: Model,  # noqa: ARG002 - the entry is a fact
        known: Mapping[str, Fact],
        catalogue: Catalogue,
    ) -> Iterator[Claim]:
        """Yield the stated figure."""
        entry = catalogue.joined(known)
        if entry is not None and entry.disclosed_flop is not None:
            run = stated(entry, entry.disclosed_flop, known, basis=Basis.CATALOGUED, method=self.method)
            yield from run.claims(known, catalogue)
