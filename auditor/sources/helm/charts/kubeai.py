"""KubeAI's chart of models: an object for each entry of the catalogue that is switched on.

Source:
    kubeai-project/kubeai: charts/models/Chart.yaml, values.yaml, templates/models.yaml.
"""

from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.objects import Release
from auditor.sources.helm.values import is_on, mapped, text
from auditor.sources.kubernetes.resources import Resource

_NOTHING: Final = Value(None, 1)


def _kubeai_models(release: Release) -> Iterator[Resource]:
    is_all = is_on(release.at("all", "enabled"), otherwise=False)
    for name, model in release.at("catalog").entries.items():
        if is_all or is_on(model.at("enabled"), otherwise=False):
            spec = mapped(model, {"minReplicas": text("0", model), **model.entries})
            body = mapped(model, {"spec": spec})
            yield Resource("Model", "kubeai.org", name, release.namespace, body, release.locator)


def _is_catalog(values: Value) -> bool:
    models = values.at("catalog").entries.values()
    return any(one.at("engine").text and one.at("url").text for one in models)


KUBEAI_MODELS: Final = Chart(frozenset({"models", "kubeai-models"}), _is_catalog, _kubeai_models)
