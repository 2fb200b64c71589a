"""The objects that charts make, as far as they say what is served, where and to whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.values import is_on, listed, mapped, text
from auditor.sources.kubernetes.resources import Resource

_NOTHING: Final = Value(None, 1)


@dataclass(frozen=True, slots=True)
class Release:
    """What a chart is installed with.

    Attributes:
        name: What it is called; the chart's name where nobody says.
        namespace: Where it is installed, if that is said.
        values: Its values, defaults that are written beside it included.
        locator: File that the values stand in, the last of several.
        charts: Names of the charts within by the key of their values, as its ``Chart.yaml`` says.
    """

    name: str
    namespace: str | None
    values: Value
    locator: str
    charts: Mapping[str, str] = field(default_factory=dict)

    def at(self, *names: str) -> Value:
        """Return what stands under names in the values."""
        return self.values.at(*names)


def workload(
    release: Release,
    container: Value,
    replicas: Value = _NOTHING,
    *,
    suffix: str = "",
    setup: Value = _NOTHING,
    host_network: Value = _NOTHING,
) -> Resource:
    """Return the deployment of one container.

    Args:
        release: What it belongs to.
        container: The container.
        replicas: How many there are.
        suffix: What tells it from others of the release.
        setup: Containers that run before it.
        host_network: Whether it has the network of its machine.
    """
    name = release.name + suffix
    spec = mapped(
        container,
        {"containers": listed(container), "initContainers": setup, "hostNetwork": host_network},
    )
    template = mapped(
        container, {"metadata": mapped(container, {"labels": _labels(name, container)}), "spec": spec}
    )
    body = mapped(container, {"spec": mapped(container, {"replicas": replicas, "template": template})})
    return Resource("Deployment", "apps", name, release.namespace, body, release.locator)


def config_map(release: Release, suffix: str, entries: Mapping[str, Value]) -> Resource:
    """Return settings that a chart writes out of its values; each entry is what the text would say."""
    near = next(iter(entries.values()), release.values)
    body = mapped(near, {"data": mapped(near, dict(entries))})
    return Resource("ConfigMap", "", f"{release.name}-{suffix}", release.namespace, body, release.locator)


def entrances(
    release: Release,
    service: Value,
    ingress: Value,
    port: Value,
    *,
    suffix: str = "",
    routes: Value = _NOTHING,
) -> Iterator[Resource]:
    """Yield the service of a workload and what leads to it, in the words that ``helm create`` writes.

    Args:
        release: What they belong to.
        service: ``type``, ``port`` and ``nodePort`` of the service.
        ingress: ``enabled``, ``hosts`` and ``tls`` of an ingress.
        port: Port of the service, where that is not written under ``port``.
        suffix: What tells the workload from others of the release.
        routes: Routes of the Gateway API by name, or the one.
    """
    name = release.name + suffix
    yield _service(release, name, service, service.entries.get("port", port))
    if is_on(ingress.at("enabled"), otherwise=False):
        yield _ingress(release, name, ingress)
    for route in (routes, *routes.entries.values()):
        if is_on(route.at("enabled"), otherwise=False):
            yield _route(release, name, route)


def _service(release: Release, name: str, service: Value, number: Value) -> Resource:
    # Charts lead to the port of the container by its name.
    target = text("http", service)
    port = mapped(service, {"port": number, "targetPort": target, "nodePort": service.at("nodePort")})
    spec = mapped(
        service,
        {
            "type": service.at("type"),
            "selector": _labels(name, service),
            "ports": listed(port) if number.text is not None else _NOTHING,
            "externalIPs": service.at("externalIPs"),
        },
    )
    return Resource("Service", "", name, release.namespace, mapped(service, {"spec": spec}), release.locator)


def _labels(name: str, near: Value) -> Value:
    return mapped(near, {"app.kubernetes.io/instance": text(name, near)})


def _ingress(release: Release, name: str, ingress: Value) -> Resource:
    """Return an ingress; its hosts are texts or have paths, or it has the one."""
    backend = mapped(ingress, {"service": mapped(ingress, {"name": text(name, ingress)})})
    hosts = [*ingress.at("hosts").items, ingress.at("host"), ingress.at("hostname")]
    rules = [_rule(host, backend) for host in hosts if host.content is not None]
    tls = ingress.at("tls")
    if is_on(tls, otherwise=False):
        # One secret for whatever host it has.
        tls = listed(mapped(tls, {"secretName": text(name, tls)}))
    spec = mapped(
        ingress,
        {
            "rules": listed(*rules) if rules else _NOTHING,
            "tls": tls,
            "defaultBackend": _NOTHING if rules else backend,
        },
    )
    metadata = mapped(ingress, {"annotations": ingress.at("annotations")})
    body = mapped(ingress, {"metadata": metadata, "spec": spec})
    return Resource("Ingress", "networking.k8s.io", name, release.namespace, body, release.locator)


def _rule(host: Value, backend: Value) -> Value:
    named = host if host.text is not None else host.entries.get("host", host.at("name"))
    paths = host.at("paths").items or (mapped(host, {"path": text("/", host)}),)
    entries = []
    for path in paths:
        written = path if path.text is not None else path.at("path")
        entries.append(mapped(path, {"path": written, "backend": backend}))
    return mapped(host, {"host": named, "http": mapped(host, {"paths": listed(*entries)})})


def _route(release: Release, name: str, route: Value) -> Resource:
    backend = mapped(route, {"name": text(name, route)})
    rule = mapped(route, {"matches": route.at("matches"), "backendRefs": listed(backend)})
    spec = mapped(
        route,
        {
            "hostnames": route.at("hostnames"),
            "parentRefs": route.at("parentRefs"),
            "rules": listed(rule),
        },
    )
    body = mapped(route, {"spec": spec})
    return Resource("HTTPRoute", "gateway.networking.k8s.io", name, release.namespace, body, release.locator)
