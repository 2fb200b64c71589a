"""Who serves the model of a row, by whatever of the row says it.

::

    address, or a host of the catalogue   whoever answers there
    operator, platform, service           the service or company that is named; one's own house
    runtime                               a service that stands where a program would
    provider, publisher                   a service: what only sells access, or is named as one (Mistral API)
    model                                 the form of its id (Bedrock)

Each counts only where those above say nothing. Who made a model may offer it too: that it is called there,
the words must say, or a column beside that of the maker.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from auditor.catalogue.listing import Purpose
from auditor.domain.serving import Region
from auditor.formats.address import parse_address
from auditor.sources.routing.routes import ANYWHERE, LITELLM, Route, named
from auditor.sources.routing.upstream import Asked, Upstream, upstream
from auditor.sources.spreadsheet.columns import SERVED_BY, Field, plain

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts
    from auditor.catalogue.operators import Operators

# amazon.nova-pro-v1:0, anthropic.claude-3-5-sonnet-20240620-v1:0: ids of models at Bedrock.
_BEDROCK: Final = re.compile(r"[a-z0-9]+\.[a-z0-9.-]+-v\d+(?::\d+){1,2}\w*")
_SERVICE: Final = re.compile(r"\bAPI\b", re.IGNORECASE)
# What people write for a machine of their own, in English, German and French; letters and digits only.
_OWN: Final = frozenset(
    {
        "own", "self", "selfhosted", "inhouse", "internal", "onprem", "onpremise", "onpremises", "local",
        "eigen", "eigene", "eigenbetrieb", "eigenerbetrieb", "selbst", "selbstbetrieben", "selbstgehostet",
        "intern", "hausintern", "lokal",
        "propre", "interne", "autohébergé", "surplace", "surlesite",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """Who serves the model of a row.

    Attributes:
        upstream: Who serves it, as far as the catalogue knows them.
        is_own: The row puts it on a machine of one's own network.
        maker: Who made it, as written.
        offered_as: The service, as written where its provider stands.
        stated: Who serves it, as written, where the catalogue does not know them.
        workload: What it is part of.
        runtime: What runs it, as written.
    """

    upstream: Upstream
    is_own: bool
    maker: str
    offered_as: str
    stated: str
    workload: str
    runtime: str


def served(said: Mapping[Field, str], hosts: "Hosts") -> Served:
    """Return who serves the model of a row."""
    # A scan of anything else does not read the catalogue.
    from auditor.catalogue.operators import load_operators

    return _Row(said, hosts, load_operators()).served()


def region_of(said: Mapping[Field, str], found: Upstream, hosts: "Hosts") -> Region | None:
    """Return the region that is declared, with whose it is."""
    code = said.get(Field.REGION, "")
    if found.region is not None or not (found.operator and code):
        return found.region
    known = (hosts.regions.of(found.operator, spelled) for spelled in (code, code.replace(" ", "")))
    listing = next((one for one in known if one is not None), None)
    return listing.region if listing else Region(found.operator, code)


def names_service(written: str) -> bool:
    """Say whether words that stand where a runtime would are those of a service."""
    service = named(written)
    return service is not None and service.operator is not None


@dataclass(frozen=True, slots=True)
class _Row:
    said: Mapping[Field, str]
    hosts: "Hosts"
    operators: "Operators"

    def served(self) -> Served:
        address, offering = self._address(), self._offering()
        route = ANYWHERE if address else self._route(offering)
        asked = Asked(route, self.said[Field.MODEL], address, self.said.get(Field.REGION, ""))
        found = upstream(asked, self.hosts)
        # A service that is part of something is no operator: the chat, not the cloud.
        service = self.said.get(Field.SERVICE, "")
        part_of = service if service and self._called(service) is None else ""
        made_by = self.said.get(Field.PUBLISHER, "")
        # Who is named as its provider may be the service that it is called at.
        provider = self.said.get(Field.PROVIDER, "") or made_by
        return Served(
            upstream=found,
            is_own=self._is_own(found),
            maker="" if offering and provider == made_by else made_by or ("" if offering else provider),
            offered_as=provider if offering else "",
            stated="" if found.operator else next(self._strange(), ""),
            workload=self.said.get(Field.WORKLOAD, "") or part_of,
            runtime=self.said.get(Field.RUNTIME, "") or next(self._running(), ""),
        )

    def _address(self) -> str:
        written = self.said.get(Field.ADDRESS, "")
        if written:
            return written
        host = self.said.get(Field.HOST, "")
        match = self.hosts.of_host(host)
        is_service = match is not None and match.listing.decides and match.listing.purpose is Purpose.MODELS
        return host if is_service else ""

    def _route(self, offering: Route | None) -> Route:
        """Return the service that the row names."""
        for field in SERVED_BY:
            told = self._called(self.said.get(field, ""))
            if told is not None:
                return _named(told)
        if any(_is_own(self.said.get(field, "")) for field in SERVED_BY):
            return ANYWHERE
        running = named(self.said.get(Field.RUNTIME, ""))
        if running is not None:
            return _named(running)
        if self.said.get(Field.RUNTIME):
            return ANYWHERE
        if offering is not None:
            return _named(offering)
        model = self.said[Field.MODEL]
        is_bedrock = self.hosts.of_model(model).place is not None or _BEDROCK.fullmatch(model)
        return LITELLM["bedrock"] if is_bedrock else ANYWHERE

    def _called(self, written: str) -> Route | None:
        """Return the service or company that words name, by gateways' words or the catalogue's."""
        route = named(written)
        if route is not None:
            return route
        entity = self.operators.called(written)
        return Route(entity) if entity else None

    def _offering(self) -> Route | None:
        """Return the service that the row names where its provider stands, if that is one."""
        provider, maker = (self.said.get(field, "") for field in (Field.PROVIDER, Field.PUBLISHER))
        written = provider or maker
        route = named(written)
        if route and route.operator and (route.has_own_address or _SERVICE.search(written)):
            return route
        told = self._called(provider)
        if told is None or told.operator is None or told.operator in self.operators.of_weights:
            return None
        if maker:
            # Beside the maker's column it says who serves, unless both are one or the machine is one's own.
            return told if plain(provider) != plain(maker) and not self._has_own_machine() else None
        is_maker = told.operator in self.operators.makers
        return None if is_maker or self._has_own_machine() else told

    def _strange(self) -> Iterator[str]:
        """Yield who serves it in words that the catalogue does not have."""
        for field in (Field.OPERATOR, Field.PLATFORM):
            written = self.said.get(field, "")
            if written and not _is_own(written) and self._called(written) is None:
                yield written

    def _running(self) -> Iterator[str]:
        """Yield programs that stand where a platform would: Ollama, vLLM."""
        for field in SERVED_BY:
            route = named(self.said.get(field, ""))
            if route is not None and route.runtime:
                yield self.said[field]

    def _is_own(self, found: Upstream) -> bool:
        if found.operator is not None or names_service(self.said.get(Field.HOST, "")):
            return False
        return any(_is_own(self.said.get(field, "")) for field in SERVED_BY) or self._has_own_machine()

    def _has_own_machine(self) -> bool:
        places = (parse_address(self.said.get(field, "")) for field in (Field.ADDRESS, Field.HOST))
        told = [place for place in places if place is not None]
        return bool(told) and all(place.is_local for place in told)


def _named(route: Route) -> Route:
    """Return a route on which models are named: whoever lists them does not list what is deployed as what."""
    return replace(route, names_deployment=False, service="") if route.operator else ANYWHERE


def _is_own(written: str) -> bool:
    return plain(written) in _OWN
