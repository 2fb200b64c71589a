"""What a compute estimator is."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from auditor.catalogue import Catalogue
from auditor.domain.fact import Claim, Fact
from auditor.domain.subject import Model


class Estimator(Protocol):
    """One method of estimating training compute.

    Attributes:
        method: Its name, as claims carry it.
    """

    @property
    def method(self) -> str: ...  # noqa: D102 - told under Attributes

    def estimate(self, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        """Yield claims about ``compute.update_flop`` and ``compute.cumulative_flop``, or none.

        A method that gives no figure, but says how large it can be at most, claims their
        ``_bounds_flop`` instead; these are used only where no method gives a figure.
        """
        ...
