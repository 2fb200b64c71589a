"""Whom a gateway or an assistant calls for a model, by what its configuration says of it.

::

    Asked(route, model, address, region) --upstream--> Upstream(model, endpoint, operator, region, runtime)

An address comes before the provider's name: whoever answers there operates the model, and a local address
makes it local. An address that is known only where the program runs leaves the operator unknown, unless
every customer of the provider has an address of his own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from auditor.domain.serving import Endpoint, InUse, ModelReference, ReferenceKind, Region, Runtime
from auditor.domain.tri import Tri
from auditor.formats.address import Address, parse_address
from auditor.sources.credentials import looks_secret, without_credentials
from auditor.sources.references import is_cloud_name, reference
from auditor.sources.routing.routes import Route
from auditor.sources.variables import is_open

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

OLLAMA_CLOUD: Final = "ollama.com"
# LiteLLM's way to name a variable.
_ELSEWHERE: Final = re.compile(r"os\.environ/(\w+)")
_VARIABLE: Final = re.compile(r"[{(\s.]([A-Za-z_]\w*)\s*[})]|\$([A-Za-z_]\w*)")
# Before a model's id at Bedrock: how it is called, where, and for how long it is reserved.
_BEDROCK_WAYS: Final = frozenset(
    {
        "converse",
        "converse_like",
        "invoke",
        "llama",
        "deepseek_r1",
        "qwen3",
        "openai",
        "async_invoke",
        "agent",
    }
)
_LONGEST: Final = 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """What a configuration says of one model.

    Attributes:
        route: Whom its provider's word stands for.
        model: What it is called there, without that word.
        address: Where it is called, as written; empty where that is not said.
        region: The provider's region, as written; empty where that is not said.
        base_model: The model that a deployment is of, where the configuration says so.
        account: The customer's project, as written; empty where that is not said.
    """

    route: Route
    model: str
    address: str = ""
    region: str = ""
    base_model: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Upstream:
    """Who serves a model that is asked for elsewhere.

    Attributes:
        model: The model; ``None`` where nobody says which.
        deployment: What its deployment is called; empty where it has no name of its own.
        endpoint: Where it is called.
        host: The host of that.
        operator: Who operates it.
        region: Where it is computed.
        runtime: What runs it, on machines of one's own.
    """

    model: ModelReference | None
    deployment: str = ""
    endpoint: Endpoint | None = None
    host: str | None = None
    operator: str | None = None
    region: Region | None = None
    runtime: Runtime | None = None

    @property
    def words(self) -> str:
        """What is called and where, for a sentence of evidence."""
        named = self.model.written if self.model else "whatever is served"
        by = f" of {self.operator}" if self.operator else ""
        return f"{named}{by}{f' at {self.endpoint.address}' if self.endpoint else ''}"


def is_elsewhere(text: str) -> bool:
    """Say whether words stand for something that is known only where the program runs."""
    return _ELSEWHERE.search(text) is not None or is_open(text)


def variable_in(text: str) -> str:
    """Return the name of the variable that words stand for; empty without one."""
    found = _ELSEWHERE.search(text)
    if found:
        return found[1]
    other = _VARIABLE.search(text) if is_open(text) else None
    return (other[1] or other[2] or "") if other else ""


def upstream(asked: Asked, hosts: "Hosts", secrets: Iterable[str] = ()) -> Upstream:
    """Return who serves what is asked for.

    Args:
        asked: What the configuration says.
        hosts: The catalogue of hosts.
        secrets: Values that are never to be kept.
    """
    secrets = frozenset(secrets)
    is_unknown_address = bool(asked.address) and is_elsewhere(asked.address)
    address = None if is_unknown_address else _address(asked.address, secrets)
    name, place = _place_in(asked.model) if asked.route.operator == "amazon-aws" else (asked.model, "")
    is_cloud = asked.route.runtime == "ollama" and is_cloud_name(name)
    operator = _operator(asked, address, hosts)
    if is_cloud and (address is None or address.is_local):
        operator = _entity_at(OLLAMA_CLOUD, hosts)
    is_own = operator is None and (
        asked.route.runtime is not None or (address is not None and address.is_local)
    )
    within = _within(asked, name, address, hosts, secrets)
    model, deployment = _model(asked, name, within, hosts, secrets, is_own=is_own)
    return Upstream(
        model=model,
        deployment=deployment,
        endpoint=_endpoint(address),
        host=address.host if address else None,
        operator=operator,
        region=_region(asked, name, place, address, operator, hosts),
        runtime=Runtime(asked.route.runtime) if asked.route.runtime and is_own else None,
    )


def in_use_of(found: Upstream, seen: InUse) -> InUse:
    """Return what was seen with who serves it filled in."""
    return replace(
        seen,
        model=found.model,
        endpoint=found.endpoint,
        host=found.host,
        operator=found.operator,
        region=found.region,
        runtime=found.runtime,
    )


def _address(text: str, secrets: frozenset[str]) -> Address | None:
    """Return an address without what may be a key: some gateways have theirs in the path."""
    found = parse_address(without_credentials(text.strip()[:_LONGEST], secrets)) if text.strip() else None
    if found is None or looks_secret(found.host):
        return None
    return replace(found, path="") if looks_secret(found.path) else found


def _endpoint(address: Address | None) -> Endpoint | None:
    if address is None:
        return None
    # Whoever calls it without TLS can; that one calls it with TLS does not say that one must.
    return Endpoint(str(address), is_encrypted=Tri.FALSE if address.scheme == "http" else Tri.UNKNOWN)


def _entity_at(host: str, hosts: "Hosts") -> str | None:
    match = hosts.of_host(host)
    return match.listing.entity.value if match is not None and match.listing.decides else None


def _operator(asked: Asked, address: Address | None, hosts: "Hosts") -> str | None:
    if address is not None:
        return None if address.is_local else _entity_at(address.host, hosts)
    if not asked.address or asked.route.has_own_address:
        return asked.route.operator
    listing = hosts.variable(variable_in(asked.address))
    return listing.entity.value if listing is not None and listing.decides else None


def _model(
    asked: Asked, name: str, within: str | None, hosts: "Hosts", secrets: frozenset[str], *, is_own: bool
) -> tuple[ModelReference | None, str]:
    """Return the model, and the name of its deployment where that is what is given."""
    written = without_credentials(name.strip()[:_LONGEST], secrets)
    if not written:
        return None, ""
    if is_elsewhere(written) or "*" in written:
        return ModelReference(written, ReferenceKind.UNRESOLVED), ""
    if is_own:
        is_store = asked.route.runtime == "ollama" or written.count("/") != 1
        kind = ReferenceKind.STORE if is_store else ReferenceKind.REPOSITORY
        return reference(written, kind, secrets=secrets), ""
    if not asked.route.names_deployment and within is None:
        from auditor.catalogue.hosts import bedrock_id

        return ModelReference(bedrock_id(written), ReferenceKind.HOSTED), ""
    base = without_credentials(asked.base_model.rpartition("/")[2][:_LONGEST], secrets)
    if base:
        return ModelReference(base, ReferenceKind.HOSTED), written
    if asked.route.names_deployment and hosts.of_model(written).maker is None:
        return ModelReference(written, ReferenceKind.UNRESOLVED), written
    # A deployment that is called like a model is one that is called so.
    hosted = ModelReference(written, ReferenceKind.HOSTED, within=within)
    return hosted, written if asked.route.names_deployment else ""


def _within(
    asked: Asked,
    name: str,
    address: Address | None,
    hosts: "Hosts",
    secrets: frozenset[str],
) -> str | None:
    """Return where a name means something, if a customer made it up; one that is not known means nothing."""
    is_known = bool(asked.account) and not is_elsewhere(asked.account + asked.region)
    account = without_credentials(f"{asked.account}/{asked.region}", secrets) if is_known else ""
    host = address.host if address is not None else ""
    return hosts.within(name.strip()[:_LONGEST], host, asked.route.service, account.strip("/"))


def _place_in(model: str) -> tuple[str, str]:
    """Return a model's id at Bedrock without what stands before it, and the region that stands there."""
    if model.startswith("arn:") or "/arn:" in model:
        return model[model.index("arn:") :], ""
    *before, name = model.split("/")
    place = next((part for part in before if part not in _BEDROCK_WAYS and part.count("-") >= 2), "")
    return (name if before and _is_way(before) else model), place


def _is_way(parts: list[str]) -> bool:
    return all(part in _BEDROCK_WAYS or part.count("-") >= 2 or part.endswith("commitment") for part in parts)


def _region(
    asked: Asked, name: str, place: str, address: Address | None, operator: str | None, hosts: "Hosts"
) -> Region | None:
    """Return where it is computed: an inference profile says it, then the host, then the configuration."""
    profile = hosts.of_model(name).place if operator == "amazon-aws" else None
    if profile is not None:
        return profile.region
    match = hosts.of_host(address.host) if address is not None else None
    if match is not None and match.region is not None:
        return match.region.region
    for code in (place, asked.region):
        found = hosts.regions.of(operator, code) if operator and code else None
        if found is not None:
            return found.region
    return None
