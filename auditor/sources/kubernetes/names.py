"""Names by which the programs of a cluster reach its services, as its resolver completes them.

Source:
    Kubernetes, DNS for Services and Pods.
"""

from collections.abc import Collection, Mapping
from typing import Final

from auditor.formats.address import parse_address
from auditor.formats.yaml_stream import Value

ServiceName = tuple[str, str | None]
"""Name and namespace of a service."""

# Longest first: what a resolver adds to the name and the namespace of a service.
_ENDINGS: Final = (".svc.cluster.local", ".cluster.local", ".svc")
_ADDRESSES: Final = frozenset({"api_base", "base_url"})


def full_name(service: ServiceName) -> str:
    """Return what every program of a cluster can call a service."""
    name, namespace = service
    return f"{name}.{namespace}.svc" if namespace else name


def meant(host: str, namespace: str | None, services: Collection[ServiceName]) -> ServiceName | None:
    """Return the service that a host is to a program in a namespace; ``None`` if it is none of these."""
    ending = next((one for one in _ENDINGS if host.endswith(one)), "")
    name, _, of = host.removesuffix(ending).partition(".")
    found = (name, of or namespace)
    return found if found in services else None


def readdressed(value: Value, namespace: str | None, services: Collection[ServiceName]) -> Value:
    """Return the configuration of a proxy in which services of the cluster have their full names."""
    content = value.content
    if isinstance(content, tuple):
        return Value(tuple(readdressed(one, namespace, services) for one in content), value.line, value.tag)
    if not isinstance(content, Mapping):
        return value
    entries = {
        name: _full(inner, namespace, services)
        if name in _ADDRESSES
        else readdressed(inner, namespace, services)
        for name, inner in content.items()
    }
    return Value(entries, value.line, value.tag)


def _full(value: Value, namespace: str | None, services: Collection[ServiceName]) -> Value:
    address = parse_address(value.text or "")
    service = meant(address.host, namespace, services) if address else None
    if address is None or service is None:
        return value
    text = (value.text or "").replace(address.host, full_name(service), 1)
    return Value(text, value.line, value.tag)
