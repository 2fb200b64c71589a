"""A third party's estimate, named as such."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue
from auditor.compute.training_run import stated
from auditor.domain.fact import Basis, Claim, Fact
from auditor.domain.subject import Model


@dataclass(frozen=True, slots=True)
class PublishedEstimator:
    """Reads the estimate of Epoch AI from the catalogue.

    It is inferred, by its author's method, though the catalogue holds it: it must not speak before
    an estimate from the model's own published size and tokens.
    """

    method: str = "published estimate (Epoch AI)"

    def estimate(
        self,
        model: Model,  # noqa: ARG002 - the entry is a fact
        known: Mapping[str, Fact],
        catalogue: Catalogue,
    ) -> Iterator[Claim]:
        """Yield the published figure."""
        entry = catalogue.joined(known)
        if entry is not None and entry.estimated_flop is not None:
            run = stated(entry, entry.estimated_flop, known, basis=Basis.INFERRED, method=self.method)
            yield from run.claims(known, catalogue)
