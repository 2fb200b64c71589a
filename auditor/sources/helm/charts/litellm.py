"""LiteLLM's chart of its proxy.

Source:
    BerriAI/litellm: deploy/charts/litellm-helm/values.yaml.
"""

from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.conventional import container_of
from auditor.sources.helm.objects import Release, config_map, entrances, workload
from auditor.sources.helm.values import listed, mapped, text, variables
from auditor.sources.kubernetes.resources import Resource

_NOTHING: Final = Value(None, 1)


def _litellm(release: Release) -> Iterator[Resource]:
    container = container_of(release.values, "ghcr.io/berriai/litellm-database")
    if container is None:
        return
    # The chart makes a key up where none is given.
    near = release.at("image")
    held = mapped(near, {"secretKeyRef": text("masterkey", near)})
    key = mapped(near, {"name": text("LITELLM_MASTER_KEY", near), "valueFrom": held})
    container = mapped(container, {**container.entries, "env": variables(container.at("env"), listed(key))})
    yield workload(release, container, release.at("replicaCount"))
    yield from entrances(release, release.at("service"), release.at("ingress"), text("4000", near))
    config = release.at("proxy_config")
    if config.entries:
        yield config_map(release, "config", {"config.yaml": config})


def _is_litellm(values: Value) -> bool:
    return bool(values.at("proxy_config").entries)


LITELLM: Final = Chart(frozenset({"litellm-helm"}), _is_litellm, _litellm)
