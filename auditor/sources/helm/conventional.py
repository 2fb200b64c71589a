"""Charts as most are written: an image, its arguments, a service and an ingress, under the usual names.

``helm create`` writes ``image.repository``, ``replicaCount``, ``service`` and ``ingress``; what stands beside
them is told by names that charts share. Whether the image is that of a runtime is found out later.
"""

from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.objects import Release, entrances, workload
from auditor.sources.helm.values import is_on, joined, listed, mapped, text, variables
from auditor.sources.kubernetes.operators import image_of
from auditor.sources.kubernetes.resources import Resource

_COMMANDS: Final = ("command", "customCommand")
_ARGUMENTS: Final = ("args", "arguments", "extraArgs", "customArgs", "extraCommandArgs")
_VARIABLES: Final = ("env", "envVars", "environment", "environmentVariables", "extraEnv", "extraEnvVars")
_SOURCES: Final = ("envFrom", "extraEnvFrom")
# Variables that come from secrets and config maps under names of the chart's own.
_ELSEWHERE: Final = ("environmentSecrets", "environmentConfigMaps", "existingSecret", "envFromSecret")
_REPLICAS: Final = ("replicaCount", "replicas")


def conventional(release: Release, values: Value, suffix: str = "") -> Iterator[Resource]:
    """Yield the workload that a part of the values describes, and what leads to it; without an image none."""
    container = container_of(values)
    if container is None:
        return
    replicas = next((values.at(name) for name in _REPLICAS if values.at(name).text), Value(None, 1))
    yield workload(release, container, replicas, suffix=suffix, host_network=values.at("hostNetwork"))
    routes = values.entries.get("httpRoute", values.at("route"))
    yield from entrances(
        release, values.at("service"), values.at("ingress"), Value(None, 1), suffix=suffix, routes=routes
    )


def container_of(values: Value, otherwise: str = "") -> Value | None:
    """Return the container that values describe.

    Args:
        values: What stands beside the image.
        otherwise: The image of the chart, where the values leave it out.
    """
    written = values.at("image")
    image = image_of(written) or otherwise
    if not image:
        return None
    near = written if written.content is not None else values
    return mapped(
        near,
        {
            "image": text(image, near),
            "command": joined(*_some(values, _COMMANDS)),
            "args": joined(*_some(values, _ARGUMENTS)),
            "env": variables(*_some(values, _VARIABLES)),
            "envFrom": _sources(values),
            "ports": _ports(values),
        },
    )


def _some(values: Value, names: tuple[str, ...]) -> list[Value]:
    return [values.at(name) for name in names if values.at(name).content is not None]


def _sources(values: Value) -> Value:
    found = [item for name in _SOURCES for item in values.at(name).items]
    # Which variables they set is not known, only that there may be more.
    for name in _ELSEWHERE:
        value = values.at(name)
        if value.text or value.items or any(inner.text for inner in value.entries.values()):
            found.append(mapped(value, {"secretRef": mapped(value, {"name": text(name, value)})}))
    return listed(*found)


def _ports(values: Value) -> Value:
    port = values.entries.get("containerPort", values.at("service", "targetPort"))
    is_number = port.text is not None and port.text.isdecimal()
    return listed(mapped(port, {"containerPort": port})) if is_number else Value(None, 1)


def is_off(values: Value) -> bool:
    """Say whether a part of the values is switched off."""
    return not is_on(values.at("enabled"), otherwise=True)
