"""Labels of a service by which a reverse proxy beside it, Traefik or caddy-docker-proxy, passes requests on.

Source:
    Traefik: reference/routing-configuration/other-providers/docker; caddy-docker-proxy: README. Both from
    general knowledge.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from auditor.domain.serving import Endpoint, Exposure
from auditor.domain.tri import Tri
from auditor.formats.address import parse_address
from auditor.formats.yaml_stream import Value
from auditor.sources.compose.project import assigned
from auditor.sources.launching.invocation import Launch

_RULE: Final = re.compile(r"traefik\.(?:http|tcp)\.routers\.([^.]+)\.rule")
_HOST: Final = re.compile(r"Host(?:SNI)?\(\s*[`\"']([^`\"']+)")
_SITE: Final = re.compile(r"caddy(?:_\d+)?")
_ASKS: Final = re.compile(r"\.(?:basicauth|digestauth|forwardauth)\.|\.(?:basic_?auth|forward_auth)(?:\.|$)")


def routed(launch: Launch, service: Value) -> tuple[Launch, str]:
    """Return what a service starts as its proxy makes it reachable, and the label that says so."""
    endpoint, labels = launch.endpoint, _labels(service)
    if endpoint is None or not launch.activity.has_server or endpoint.exposure is Exposure.LOOPBACK:
        return launch, ""
    if labels.get("traefik.enable", "true").strip().lower() == "false":
        labels = {name: word for name, word in labels.items() if not name.startswith("traefik.")}
    for name, word in labels.items():
        host = _HOST.search(word) if _RULE.fullmatch(name) else None
        site = host[1] if host else (word.partition(",")[0].strip() if _SITE.fullmatch(name) else None)
        if site or _RULE.fullmatch(name):
            return replace(launch, endpoint=_behind(endpoint, site, labels)), f"the label {name}"
    return launch, ""


def _labels(service: Value) -> Mapping[str, str]:
    found = {**assigned(service.at("labels")).pairs, **assigned(service.at("deploy", "labels")).pairs}
    return {name.lower(): word for name, word in found.items()}


def _behind(endpoint: Endpoint, site: str | None, labels: Mapping[str, str]) -> Endpoint:
    address = parse_address(site) if site else None
    is_own = address is not None and address.is_local
    return replace(
        endpoint,
        address=str(address) if address else endpoint.address,
        exposure=Exposure.NETWORK if is_own else Exposure.PUBLIC,
        # Certificates may be the proxy's own affair.
        is_encrypted=Tri.UNKNOWN,
        needs_credentials=_asked(endpoint.needs_credentials, labels),
    )


def _asked(server: Tri, labels: Mapping[str, str]) -> Tri:
    if server is Tri.TRUE:
        return server
    # What a label calls a middleware may stand in the proxy's own files.
    may_ask = any(name.endswith(".middlewares") or _ASKS.search(f"{name}.") for name in labels)
    return Tri.UNKNOWN if may_ask else server
