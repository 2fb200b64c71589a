"""The chart of Open WebUI: the interface, and the server of Ollama that comes with it unless switched off.

Source:
    open-webui/helm-charts: charts/open-webui/Chart.yaml, values.yaml.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.charts.ollama import ollama as server
from auditor.sources.helm.conventional import container_of, is_off
from auditor.sources.helm.objects import Release, entrances, workload
from auditor.sources.helm.values import mapped, text
from auditor.sources.kubernetes.resources import Resource

_NOTHING: Final = Value(None, 1)


def _open_webui(release: Release) -> Iterator[Resource]:
    own = mapped(
        release.values, {name: one for name, one in release.values.entries.items() if name != "ollama"}
    )
    container = container_of(own, "ghcr.io/open-webui/open-webui")
    if container is not None:
        yield workload(release, container, release.at("replicaCount"))
        yield from entrances(release, release.at("service"), release.at("ingress"), text("80", own))
    ollama = release.at("ollama")
    if not is_off(ollama):
        name = ollama.at("fullnameOverride").text or f"{release.name}-ollama"
        yield from server(replace(release, name=name, values=ollama))


def _is_open_webui(values: Value) -> bool:
    return bool(values.entries.keys() & {"ollamaUrls", "ollamaUrlsFromExtraEnv"})


OPEN_WEBUI: Final = Chart(frozenset({"open-webui"}), _is_open_webui, _open_webui)
