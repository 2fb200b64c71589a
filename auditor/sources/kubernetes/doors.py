"""What leads into a cluster: ingresses and routes of every common kind, and the services they lead to."""

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.tri import Tri
from auditor.formats.address import parse_address
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.resources import Resource

_HOST_RULE: Final = re.compile(r"Host\(\s*[`\"']([^`\"']+)")
# Where a path becomes a pattern.
_PATTERN: Final = re.compile(r"[(\[*].*")
# Annotations by which the common controllers ask callers who they are.
_ASKS: Final = re.compile(r"/auth-(?:type|url|signin|tls-secret|secret)$")
# Traefik's, which name objects of their own: most of those compress, redirect or cut paths.
_MIDDLEWARES: Final = re.compile(r"/router\.middlewares$")
_ASKING: Final = ("basicAuth", "digestAuth", "forwardAuth")
# Annotations and words by which a door is kept on the network of its owner.
_INSIDE: Final = {
    "alb.ingress.kubernetes.io/scheme": "internal",
    "kubernetes.io/ingress.class": "gce-internal",
    "networking.gke.io/load-balancer-type": "internal",
    "appgw.ingress.kubernetes.io/use-private-ip": "true",
}

Gateways = Mapping[tuple[str | None, str], Resource]
Middlewares = Mapping[str, bool]
_NONE: Final[Middlewares] = {}


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
        needs_credentials: Whether it asks callers who they are; false where it says nothing of it.
        is_inside: It is kept on a network of its owner: an annotation or its host's name says so.
    """

    told: str
    namespace: str | None
    service: str
    port: str | None
    address: str | None
    is_encrypted: Tri
    needs_credentials: Tri
    is_inside: bool = False


def doors(resource: Resource, gateways: Gateways, middlewares: Middlewares = _NONE) -> Iterator[Door]:
    """Yield the ways into the cluster that an object opens; none for an object of another kind.

    Args:
        resource: The object.
        gateways: Gateways by namespace and name.
        middlewares: Whether each of Traefik's middlewares asks callers who they are; see `middleware`.
    """
    reader = _READERS.get(resource.kind)
    if reader is not None:
        needs = _asks(resource, middlewares)
        is_inside = any(resource.annotations.get(name) == word for name, word in _INSIDE.items())
        for door in reader(resource, gateways):
            address = parse_address(door.address) if door.address else None
            is_own = address is not None and address.is_local
            yield replace(door, needs_credentials=needs, is_inside=is_inside or is_own)


def middleware(resource: Resource) -> tuple[str, bool] | None:
    """Return what annotations call a middleware, and whether it asks callers who they are."""
    if resource.kind != "Middleware":
        return None
    asks = any(name in resource.spec.entries for name in _ASKING)
    return _called(resource.namespace, resource.name), asks


def _called(namespace: str | None, name: str) -> str:
    return f"{namespace or 'default'}-{name}@kubernetescrd"


def _asks(resource: Resource, middlewares: Middlewares) -> Tri:
    """Say whether an object asks callers who they are; false where it says nothing of it."""
    named = set[str]()
    for name, value in resource.annotations.items():
        if _ASKS.search(name) and value.strip():
            return Tri.TRUE
        if _MIDDLEWARES.search(name):
            named |= {word.strip() for word in value.split(",") if word.strip()}
    if resource.kind != "IngressRoute":
        return _any_asks(named, middlewares)
    answers = {_any_asks(_of_route(resource, one), middlewares) for one in resource.spec.at("routes").items}
    return answers.pop() if len(answers) == 1 else (Tri.FALSE if Tri.FALSE in answers else Tri.UNKNOWN)


def _of_route(resource: Resource, route: Value) -> set[str]:
    return {
        _called(one.at("namespace").text or resource.namespace, one.at("name").text or "")
        for one in route.at("middlewares").items
    }


def _any_asks(named: Set[str], middlewares: Middlewares) -> Tri:
    if any(middlewares.get(name) for name in named):
        return Tri.TRUE
    return Tri.FALSE if all(name in middlewares for name in named) else Tri.UNKNOWN


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
    space = namespace or resource.namespace
    return Door(resource.shown, space, service, port, address, is_encrypted, Tri.FALSE)


def _url(host: str | None, path: str | None, is_encrypted: Tri) -> str | None:
    if not host:
        return None
    scheme = {Tri.TRUE: "https://", Tri.FALSE: "http://"}.get(is_encrypted, "")
    return f"{scheme}{host}{_PATTERN.sub('', path or '').rstrip('/')}"
