"""Under which addresses the services of a project reach each other, so that one is known to call another."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from auditor.domain.observation import Observation
from auditor.domain.serving import InUse
from auditor.formats.address import split_address
from auditor.sources.compose.project import Project, Service
from auditor.sources.launching.invocation import Invocation, Launch


class Inside:
    """The network of a project.

    Args:
        project: The project.
        locator: Its file, which tells its network from those of others.
    """

    def __init__(self, project: Project, locator: str) -> None:
        self._locator = locator
        self._services: Mapping[str, str] = {
            name.lower(): service.name
            for service in reversed(project.services.values())
            for name in _names(service)
        }

    def of_server(self, service: Service, launch: Launch, invocation: Invocation) -> tuple[str, ...]:
        """Return where the services of the project reach what a service starts."""
        if launch.endpoint is None or not launch.activity.has_server:
            return ()
        _, port = split_address(launch.endpoint.address)
        # Where its port is published, its endpoint is what others see.
        ports = {one.container for one in invocation.published if one.host in (None, port)}
        if not ports and port is not None:
            ports = {port}
        return tuple(self._word(service.name, number) for number in sorted(ports))

    def called(self, seen: Observation) -> Observation:
        """Return what calls somebody, with the service of the project that it calls, if it calls one."""
        if not isinstance(seen, InUse) or seen.endpoint is None:
            return seen
        host, port = split_address(seen.endpoint.address)
        service = self._services.get((host or "").lower())
        if service is None or port is None:
            return seen
        return replace(seen, inside=(self._word(service, port),))

    def _word(self, service: str, port: int) -> str:
        return f"{self._locator} {service}:{port}"


def _names(service: Service) -> Iterator[str]:
    value = service.value
    yield service.name
    yield from filter(None, (value.at("container_name").text, value.at("hostname").text))
    for network in value.at("networks").entries.values():
        yield from network.at("aliases").texts
