"""What a chart is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.objects import Release
from auditor.sources.kubernetes.resources import Resource


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that is known.

    Attributes:
        names: What it is called in its ``Chart.yaml``.
        fits: Whether values are for it, by words that no other chart has.
        objects: What it makes of the values of a release.
    """

    names: frozenset[str]
    fits: Callable[[Value], bool]
    objects: Callable[[Release], Iterator[Resource]]
