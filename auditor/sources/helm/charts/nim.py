"""NVIDIA's chart of NIM for language models.

Source:
    NVIDIA/nim-deploy: helm/nim-llm/values.yaml, templates/deployment.yaml.
"""

from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.conventional import container_of
from auditor.sources.helm.objects import Release, entrances, workload
from auditor.sources.helm.values import is_on, mapped, text, variables
from auditor.sources.kubernetes.resources import Resource

_NOTHING: Final = Value(None, 1)


def _nim(release: Release) -> Iterator[Resource]:
    values, model = release.values, release.at("model")
    container = container_of(values, "nvcr.io/nim/meta/llama3-8b-instruct")
    if container is None:
        return
    port = model.entries.get("openaiPort", release.at("service", "openaiPort"))
    port = port if port.text else text("8000", model)
    told = mapped(port, {"NIM_SERVER_PORT": port})
    container = mapped(
        container,
        {**container.entries, "env": variables(told, container.at("env")), "model": model.at("name")},
    )
    replicas = release.at("replicaCount")
    if is_on(release.at("autoscaling", "enabled"), otherwise=False):
        replicas = release.at("autoscaling", "minReplicas")
    yield workload(release, container, replicas)
    service = mapped(port, {**release.at("service").entries, "port": port})
    yield from entrances(release, service, release.at("ingress"), port)


def _is_nim(values: Value) -> bool:
    own = {"ngcAPISecret", "ngcAPIKey", "nimCache", "openaiPort"}
    return bool(own & values.at("model").entries.keys())


NIM_LLM: Final = Chart(frozenset({"nim-llm"}), _is_nim, _nim)
