"""Charts, and the objects that each makes of its values.

A chart is told by its name, else by words of its own in the values; one that is not known is read by the
words that most charts share (:mod:`auditor.sources.helm.conventional`).

To add a chart: write its module, then add one line to ``CHARTS``.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.charts.kubeai import KUBEAI_MODELS
from auditor.sources.helm.charts.litellm import LITELLM
from auditor.sources.helm.charts.llm_d import LLM_D
from auditor.sources.helm.charts.nim import NIM_LLM
from auditor.sources.helm.charts.ollama import OLLAMA
from auditor.sources.helm.charts.open_webui import OPEN_WEBUI
from auditor.sources.helm.charts.production_stack import PRODUCTION_STACK
from auditor.sources.helm.charts.ray import RAY_CLUSTER
from auditor.sources.helm.charts.triton import TRITON
from auditor.sources.helm.conventional import conventional, is_off
from auditor.sources.helm.objects import Release
from auditor.sources.kubernetes.resources import Resource

CHARTS: Final[tuple[Chart, ...]] = (
    OPEN_WEBUI,
    PRODUCTION_STACK,
    KUBEAI_MODELS,
    NIM_LLM,
    LLM_D,
    RAY_CLUSTER,
    TRITON,
    LITELLM,
    OLLAMA,
)
"""The first that fits counts."""

_DEEPEST: Final = 4

__all__ = ["CHARTS", "Chart", "is_known", "objects"]


def is_known(chart: str | None) -> bool:
    """Say whether the objects of a chart of that name are known."""
    return any(chart in one.names for one in CHARTS)


def objects(release: Release, chart: str | None, suffix: str = "", depth: int = 0) -> Iterator[Resource]:
    """Yield the objects of a release, those of charts within it too.

    Args:
        release: The release.
        chart: Name of its chart, where that is said.
        suffix: What tells a chart within from the others.
        depth: In how many charts it is.
    """
    values = release.values
    named = next((one for one in CHARTS if chart in one.names), None)
    known = named or next((one for one in CHARTS if one.fits(values)), None)
    if known is not None:
        yield from known.objects(replace(release, name=release.name + suffix))
        return
    yield from conventional(release, values, suffix)
    for name, inner in values.entries.items() if depth < _DEEPEST else ():
        if inner.entries and not is_off(inner):
            within = release.charts.get(name) if depth == 0 else None
            yield from objects(replace(release, values=inner), within, f"{suffix}-{name}", depth + 1)
