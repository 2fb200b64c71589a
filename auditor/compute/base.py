"""What a compute estimator is."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from auditor.domain.fact import Claim, Fact
from auditor.domain.subject import Model


class Estimator(Protocol):
    """One method of estimating training compute.

    Attributes:
        method: Its name, as claims carry it.
    """

    @property
    def method(self) -> str: ...  # noqa: D102

    def estimate(self, model: Model, known: Mapping[str, Fact]) -> Iterator[Claim]:
        """Yield claims about ``compute.update_flop`` and ``compute.cumulative_flop``, or none."""
        ...
