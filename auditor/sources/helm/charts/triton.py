"""NVIDIA's chart of Triton Inference Server.

Source:
    triton-inference-server/server: deploy/gcp/Chart.yaml, templates/deployment.yaml.
"""

from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.objects import Release, entrances, workload
from auditor.sources.helm.values import listed, mapped, text, variables
from auditor.sources.kubernetes.operators import image_of
from auditor.sources.kubernetes.resources import Resource

_NOTHING: Final = Value(None, 1)


def _triton(release: Release) -> Iterator[Resource]:
    image = release.at("image")
    store = image.at("modelRepositoryPath")
    arguments = [text("tritonserver", store)]
    if store.text:
        arguments.append(text(f"--model-store={store.text}", store))
    container = mapped(
        image,
        {
            "image": text(image_of(image) or "nvcr.io/nvidia/tritonserver", image),
            "args": listed(*arguments),
            "env": variables(release.at("env"), release.at("extraEnv")),
        },
    )
    yield workload(release, container, release.at("replicaCount"))
    yield from entrances(release, release.at("service"), release.at("ingress"), text("8000", image))


def _is_triton(values: Value) -> bool:
    return bool(values.at("image", "modelRepositoryPath").text)


TRITON: Final = Chart(frozenset({"triton-inference-server"}), _is_triton, _triton)
