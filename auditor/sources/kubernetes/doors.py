"""What leads into a cluster: ingresses and routes of every common kind, and the services they lead to."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.tri import Tri
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.resources import Resource

_HOST_RULE: Final = re.compile(r"Host\(\s*[`\"']([^`\"']+)")
# Where a path becomes a pattern.
_PATTERN: Final = re.compile(r"[(\[*].*")
# Annotations by which the common controllers ask callers who they are.
_ASKS: Final = re.compile(r"/auth-(?:type|url|signin|tls-secret|secret)$|/router\.middlewares$")

Gateways = Mapping[tuple[str | None, str], Resource]


@dataclass(frozen=True, slots=True)
class Door:
    """A way into a cluster.

    Attributes:
        told: The object that opens it: ``Ingress ml/chat``.
        namespace: Namespace of the service it leads to.
        service: Name of the service.
        port: Number or name of the service's port, where it is said.
        address: URL, where its host is said.
        is_encrypted: Whether it takes TLS.
        needs_credentials: Whether it asks callers who they are.
    """

    told: str
    namespace: str | None
    service: str
    port: str | None
    address: str | None
    is_encrypted: Tri
    needs_credentials: Tri


def doors(resource: Resource, gateways: Gateways) -> Iterator[Door]:
    """Yield the ways into the cluster that an object opens; none for an object of another kind."""
    reader = _READERS.get(resource.kind)
    if reader is not None:
        yield from reader(resource, gateways)


def _ingress(resource: Resource, _: Gateways) -> Iterator[Door]:
    tls = resource.spec.at("tls").items
    encrypted = {host for entry in tls for host in entry.at("hosts").texts}
    is_all = any(not entry.at("hosts").texts for entry in tls)
    for rule in resource.spec.at("rules").items:
        host = rule.at("host").text
        is_encrypted = Tri.of(is_all or _covers(encrypted, host))
        for path in rule.at("http", "paths").items:
            address = _url(host, path.at("path").text, is_encrypted)
            yield from _backend(resource, path.at("backend"), address, is_encrypted)
    for name in ("defaultBackend", "backend"):
        yield from _backend(resource, resource.spec.at(name), None, Tri.of(bool(tls)))


def _backend(resource: Resource, backend: Value, address: str | None, is_encrypted: Tri) -> Iterator[Door]:
    port = backend.at("service", "port")
    name = backend.at("service", "name").text or backend.at("serviceName").text
    number = port.at("number").text or port.at("name").text or backend.at("servicePort").text
    if name:
        yield _door(resource, name, number, address, is_encrypted)


def _covers(hosts: set[str], host: str | None) -> bool:
    return host is not None and (host in hosts or f"*.{host.partition('.')[2]}" in hosts)


def _gateway_route(resource: Resource, gateways: Gateways) -> Iterator[Door]:
    is_encrypted = _by_gateways(resource, gateways)
    host = next(iter(resource.spec.at("hostnames").texts), None)
    for rule in resource.spec.at("rules").items:
        path = next((match.at("path", "value").text for match in rule.at("matches").items), None)
        for backend in rule.at("backendRefs").items:
            name = backend.at("name").text
            if name:
                namespace = backend.at("namespace").text or resource.namespace
                address = _url(host, path, is_encrypted)
                port = backend.at("port").text
                yield _door(resource, name, port, address, is_encrypted, namespace)


def _by_gateways(resource: Resource, gateways: Gateways) -> Tri:
    """Say whether every listener that a route hangs on takes TLS; unknown where one is not there."""
    answers: set[Tri] = set()
    for parent in resource.spec.at("parentRefs").items:
        key = (parent.at("namespace").text or resource.namespace, parent.at("name").text or "")
        gateway, section = gateways.get(key), parent.at("sectionName").text
        if gateway is None:
            return Tri.UNKNOWN
        listeners = gateway.spec.at("listeners").items
        used = [one for one in listeners if section in (None, one.at("name").text)]
        answers |= {Tri.of(one.at("protocol").text in ("HTTPS", "TLS")) for one in used}
    return answers.pop() if len(answers) == 1 else (Tri.FALSE if Tri.FALSE in answers else Tri.UNKNOWN)


def _openshift_route(resource: Resource, _: Gateways) -> Iterator[Door]:
    name, spec = resource.spec.at("to", "name").text, resource.spec
    if name:
        is_encrypted = Tri.of(bool(spec.at("tls").entries))
        address = _url(spec.at("host").text, spec.at("path").text, is_encrypted)
        yield _door(resource, name, spec.at("port", "targetPort").text, address, is_encrypted)


def _virtual_service(resource: Resource, _: Gateways) -> Iterator[Door]:
    if not set(resource.spec.at("gateways").texts) - {"mesh"}:
        return
    host = next(iter(resource.spec.at("hosts").texts), None)
    for route in (*resource.spec.at("http").items, *resource.spec.at("tls").items):
        for way in route.at("route").items:
            name, _dot, rest = (way.at("destination", "host").text or "").partition(".")
            if name:
                namespace = rest.partition(".")[0] or resource.namespace
                port = way.at("destination", "port", "number").text
                yield _door(resource, name, port, host, Tri.UNKNOWN, namespace)


def _ingress_route(resource: Resource, _: Gateways) -> Iterator[Door]:
    is_encrypted = Tri.of("tls" in resource.spec.entries)
    for route in resource.spec.at("routes").items:
        host = _HOST_RULE.search(route.at("match").text or "")
        address = _url(host[1] if host else None, None, is_encrypted)
        for service in route.at("services").items:
            name = service.at("name").text
            if name:
                namespace = service.at("namespace").text or resource.namespace
                yield _door(resource, name, service.at("port").text, address, is_encrypted, namespace)


_READERS: Final[Mapping[str, Callable[[Resource, Gateways], Iterator[Door]]]] = {
    "Ingress": _ingress,
    "HTTPRoute": _gateway_route,
    "GRPCRoute": _gateway_route,
    "TLSRoute": _gateway_route,
    "TCPRoute": _gateway_route,
    "Route": _openshift_route,
    "VirtualService": _virtual_service,
    "IngressRoute": _ingress_route,
}


def _door(
    resource: Resource,
    service: str,
    port: str | None,
    address: str | None,
    is_encrypted: Tri,
    namespace: str | None = None,
) -> Door:
    asks = any(_ASKS.search(name) for name in resource.annotations)
    # What a controller asks without saying so here is not known, and the server's own word stands.
    needs = Tri.TRUE if asks else Tri.UNKNOWN
    return Door(resource.shown, namespace or resource.namespace, service, port, address, is_encrypted, needs)


def _url(host: str | None, path: str | None, is_encrypted: Tri) -> str | None:
    if not host:
        return None
    scheme = {Tri.TRUE: "https://", Tri.FALSE: "http://"}.get(is_encrypted, "")
    return f"{scheme}{host}{_PATTERN.sub('', path or '').rstrip('/')}"
