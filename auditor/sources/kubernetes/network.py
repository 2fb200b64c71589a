"""From where a program in a cluster can be reached: through its services, and what leads to them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.serving import Endpoint, Exposure
from auditor.domain.tri import Tri
from auditor.formats.address import joined, port_of, reach, split_address
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.containers import Started, named_ports
from auditor.sources.kubernetes.doors import Door, doors, middleware
from auditor.sources.kubernetes.names import ServiceName, full_name
from auditor.sources.kubernetes.resources import Resource

# A cloud gives a load balancer a public address, unless it is told otherwise.
_BY_TYPE: Final = {"NodePort": Exposure.NETWORK, "LoadBalancer": Exposure.PUBLIC}
# Annotations by which clouds keep one on the network of its owner, and what they then say.
_KEPT_INSIDE: Final = {
    "cloud.google.com/load-balancer-type": ("internal",),
    "networking.gke.io/load-balancer-type": ("internal",),
    "service.beta.kubernetes.io/aws-load-balancer-internal": ("true", "0.0.0.0/0"),
    "service.beta.kubernetes.io/aws-load-balancer-scheme": ("internal",),
    "service.beta.kubernetes.io/azure-load-balancer-internal": ("true",),
    "service.beta.kubernetes.io/oci-load-balancer-internal": ("true",),
    "service.beta.kubernetes.io/openstack-internal-load-balancer": ("true",),
}
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104
_FURTHER: Final = tuple(Exposure)


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a cluster.

    Attributes:
        name: Its name.
        namespace: Its namespace.
        shown: How evidence names it.
        selector: Labels of the pods behind it; empty for one that an operator makes, of
            which nothing is known but what leads to it.
        ports: Its ports; empty where they are not said.
        exposure: From where it can be reached itself.
        host: Address outside the cluster, where one is said.
    """

    name: str
    namespace: str | None
    shown: str
    selector: frozenset[tuple[str, str]]
    ports: tuple[Value, ...]
    exposure: Exposure
    host: str | None = None


_Labelled = dict[tuple[str | None, tuple[str, str]], list[tuple[int, Service]]]


@dataclass(frozen=True, slots=True)
class _Way:
    endpoint: Endpoint
    told: str

    @property
    def exposure(self) -> Exposure:
        """From where it leads; of what is not known as far as any does."""
        return self.endpoint.exposure or _FURTHER[-1]


class Network:
    """The services of a set of manifests, and what leads to them from outside."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        known = tuple(resources)
        gateways = {(one.namespace, one.name): one for one in known if one.kind == "Gateway"}
        services = [_service(one) for one in known if one.kind == "Service" and not one.group]
        self._services = _by_label(services)
        self._names = frozenset((one.name, one.namespace) for one in services)
        middlewares = dict(found for one in known if (found := middleware(one)))
        self._doors: dict[tuple[str | None, str], list[Door]] = {}
        for one in known:
            for door in doors(one, gateways, middlewares):
                self._doors.setdefault((door.namespace, door.service), []).append(door)

    def reached(self, started: Started) -> tuple[Endpoint | None, str]:
        """Return where a program can be reached from furthest away, and what makes it reachable there."""
        endpoint = started.launch.endpoint
        if not started.launch.activity.has_server:
            return endpoint, ""
        best = _Way(endpoint or Endpoint(""), "")
        # Nothing leads straight to a server that listens in its pod only.
        if best.endpoint.exposure is not Exposure.LOOPBACK:
            for way in self._ways(started, endpoint):
                if _is_further(way.endpoint.exposure, best.endpoint.exposure):
                    best = way
        for way in self._ways_beside(started, endpoint):
            if _FURTHER.index(way.exposure) > _FURTHER.index(best.exposure):
                best = _if_passed_on(best, way)
                break
        return (best.endpoint if best.endpoint.address else None), best.told

    def inside(self, started: Started) -> tuple[str, ...]:
        """Return where the programs of the cluster reach a server, whatever else leads to it."""
        endpoint = started.launch.endpoint
        if endpoint is None or not started.launch.activity.has_server:
            return ()
        number = split_address(endpoint.address)[1]
        return tuple(
            joined(full_name((service.name, service.namespace)), port_of(port.at("port").text))
            for service in self._services_of(started)
            for port in service.ports
            if _leads_to(port, number, started)
        )

    @property
    def services(self) -> Collection[ServiceName]:
        """The services that are known to be there."""
        return self._names

    def _ways(
        self, started: Started, endpoint: Endpoint | None, *, is_beside: bool = False
    ) -> Iterator[_Way]:
        """Yield the ways that lead to a server, or to another port of its pod."""
        own = endpoint or Endpoint("", Exposure.INTERNAL)
        number = split_address(own.address)[1] if own.address else None
        for service in self._services_of(started):
            ports = [port for port in service.ports if _leads_to(port, number, started) != is_beside]
            if (service.ports or is_beside) and not ports:
                continue
            if service.selector:
                yield _through_service(service, ports[0] if ports else None, own)
            for door in self._doors.get((service.namespace, service.name), ()):
                if door.port is None or not ports or any(_is_named(port, door.port) for port in ports):
                    yield _through_door(door, own)

    def _ways_beside(self, started: Started, endpoint: Endpoint | None) -> Iterator[_Way]:
        """Yield the ways to another container of a server's pod, which may pass requests on to it."""
        others = [one for one in _running(started.pod.spec) if one.at("name").text != started.container]
        if endpoint is None or not others:
            return
        yield from self._ways(started, endpoint, is_beside=True)
        ports = (port for one in others for port in one.at("ports").items)
        if any(port.at("hostPort").text for port in ports):
            yield _Way(replace(endpoint, exposure=Exposure.NETWORK), "a port of its machine")

    def _services_of(self, started: Started) -> Iterator[Service]:
        namespace, labels = started.pod.resource.namespace, started.pod.labels.items()
        found = [one for label in labels for one in self._services.get((namespace, label), ())]
        # In the order they were found: among equals the first is named.
        for _, service in sorted(found, key=lambda one: one[0]):
            if service.selector <= labels:
                yield service
        for name in started.pod.services:
            told = f"Service {namespace}/{name}" if namespace else f"Service {name}"
            yield Service(name, namespace, told, frozenset(), (), Exposure.INTERNAL)


def _running(pod: Value) -> Iterator[Value]:
    """Yield the containers that run as long as their pod: those that prepare it end before."""
    yield from pod.at("containers").items
    yield from (one for one in pod.at("initContainers").items if one.at("restartPolicy").text == "Always")


def _if_passed_on(best: _Way, way: _Way) -> _Way:
    """Return what is known of a server beside a container that is reached from further away than itself."""
    # Whoever reaches it by that alone may be asked for a key there.
    is_only_so = best.endpoint.exposure is Exposure.LOOPBACK
    needs = Tri.UNKNOWN if is_only_so else best.endpoint.needs_credentials
    endpoint = replace(best.endpoint, exposure=None, needs_credentials=needs)
    return _Way(endpoint, f"{way.told}, if another container of its pod passes requests on")


def _by_label(services: Sequence[Service]) -> _Labelled:
    """Return services with selectors by their namespace and the label in it that the fewest ask for."""
    asked = Counter((one.namespace, label) for one in services for label in one.selector)
    found: _Labelled = {}
    for number, service in enumerate(services):
        keys = [(service.namespace, label) for label in service.selector]
        if keys:
            key = min(keys, key=lambda one: (asked[one], one[1]))
            found.setdefault(key, []).append((number, service))
    return found


def _service(resource: Resource) -> Service:
    spec = resource.spec
    given = [one.at("ip").text or one.at("hostname").text for one in _balancers(resource)]
    host = next((one for one in (*spec.at("externalIPs").texts, *given) if one), None)
    exposure = _BY_TYPE.get(spec.at("type").text or "", Exposure.INTERNAL)
    if host is not None:
        is_public = reach(host) is Exposure.PUBLIC
        exposure = Exposure.PUBLIC if is_public else Exposure.NETWORK
    elif exposure is Exposure.PUBLIC and _is_kept_inside(resource):
        exposure = Exposure.NETWORK
    return Service(
        name=resource.name,
        namespace=resource.namespace,
        shown=resource.shown,
        selector=frozenset(spec.at("selector").pairs.items()),
        ports=spec.at("ports").items,
        exposure=exposure,
        host=host,
    )


def _is_kept_inside(resource: Resource) -> bool:
    """Say whether a load balancer is for an inner network: by its word, its address, or who may call it."""
    told = resource.annotations
    is_told = any((told.get(name) or "").lower() in words for name, words in _KEPT_INSIDE.items())
    address = resource.spec.at("loadBalancerIP").text
    is_inner = address is not None and reach(address) is not Exposure.PUBLIC
    return is_told or is_inner or bool(resource.spec.at("loadBalancerSourceRanges").items)


def _balancers(resource: Resource) -> tuple[Value, ...]:
    return resource.body.at("status", "loadBalancer", "ingress").items


def _leads_to(port: Value, number: int | None, started: Started) -> bool:
    target = port.at("targetPort").text or port.at("port").text or ""
    aimed = port_of(target) or started.ports.get(target) or _beside(started).get(target)
    # A port by a name that no container has, or a server whose port is not known: nothing speaks against it.
    return aimed is None or number is None or aimed == number


def _beside(started: Started) -> dict[str, int]:
    """Return the ports with names of all containers of a server's pod: they have one network."""
    return {name: port for one in _running(started.pod.spec) for name, port in named_ports(one).items()}


def _is_named(port: Value, word: str) -> bool:
    return word in (port.at("port").text, port.at("name").text, port.at("targetPort").text)


def _through_service(service: Service, port: Value | None, own: Endpoint) -> _Way:
    number = port_of(port.at("port").text) if port else None
    node_port = port_of(port.at("nodePort").text) if port else None
    host = service.host or full_name((service.name, service.namespace))
    if service.exposure is Exposure.NETWORK and service.host is None and node_port:
        host, number = _EVERYWHERE, node_port
    if number is None:
        number = split_address(own.address)[1] if own.address else None
    endpoint = replace(own, address=joined(host, number), exposure=service.exposure)
    return _Way(endpoint, service.shown)


def _through_door(door: Door, own: Endpoint) -> _Way:
    endpoint = replace(
        own,
        address=door.address or own.address,
        exposure=Exposure.NETWORK if door.is_inside else Exposure.PUBLIC,
        is_encrypted=door.is_encrypted,
        needs_credentials=_either(door.needs_credentials, own.needs_credentials),
    )
    return _Way(endpoint, door.told)


def _either(door: Tri, server: Tri) -> Tri:
    """Say whether callers are asked who they are by what leads to a server, or by itself."""
    if Tri.TRUE in (door, server):
        return Tri.TRUE
    # Of a door that says nothing of it, the server's own word stands.
    return server if door is Tri.FALSE else Tri.UNKNOWN


def _is_further(one: Exposure | None, other: Exposure | None) -> bool:
    # A service beside a door is as far as the door is not; among equals the first that names an address.
    if one is None:
        return False
    if other is None:
        return True
    return _FURTHER.index(one) > _FURTHER.index(other) or (one is other is Exposure.INTERNAL)
