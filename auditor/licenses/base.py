"""What a licence detector is."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from auditor.catalogue import Catalogue
from auditor.domain.fact import Claim, Fact
from auditor.domain.subject import Model


class Detector(Protocol):
    """One method of telling a model's licence.

    Attributes:
        method: Its name, as claims carry it.
    """

    @property
    def method(self) -> str: ...  # noqa: D102 - told under Attributes

    def detect(self, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        """Yield claims about ``license.concluded``: what this one source states, nothing inferred from it.

        Args:
            model: The model.
            known: Facts known so far.
            catalogue: The catalogue as it weighs on the day of the audit.
        """
        ...
