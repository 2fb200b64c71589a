"""Where a server listens, who can reach it there, and whether it asks for credentials."""

from typing import Final

from auditor.catalogue.runtimes import Command, Defaults, Purpose, RuntimeEntry
from auditor.domain.serving import Endpoint, Exposure
from auditor.domain.tri import Tri
from auditor.formats.address import is_everywhere, joined, port_of, reach, split_address
from auditor.sources.launching.invocation import Invocation, PublishedPort
from auditor.sources.launching.options import Options, truth_of, values_of
from auditor.sources.launching.programs import Program
from auditor.sources.variables import is_open, open_names

_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - what is read, nothing listens


def endpoint_of(program: Program, command: Command, options: Options, is_own_image: bool) -> Endpoint | None:
    """Return where a server listens; ``None`` where neither an address nor a port is known.

    Args:
        program: The server.
        command: Which command of its runtime.
        options: Its arguments.
        is_own_image: It runs in an image of its runtime, whose defaults hold.
    """
    if program.entry is None:
        return None
    around = program.around
    defaults = program.entry.in_image if is_own_image else program.entry.native
    told = _Told(program.entry, options, program)
    host, port = _listening(told, command, defaults)
    if host is None and port is None:
        return None
    # In the network of its machine, or in none, no port of a container is published, whatever is written.
    is_published = not (around.has_host_network or around.has_no_network)
    published = next((one for one in around.published if is_published and one.container == port), None)
    exposure = _exposure(host, around, published)
    if published is not None and host is not None and reach(host) is not Exposure.LOOPBACK:
        host, port = published.address or _EVERYWHERE, published.host
    return Endpoint(
        address=joined(host, port),
        exposure=exposure,
        is_encrypted=_encrypted(told),
        needs_credentials=_credentials(told),
    )


class _Told:
    """What flags and variables say, by purpose."""

    def __init__(self, entry: RuntimeEntry, options: Options, program: Program) -> None:
        self.entry = entry
        self.around = program.around
        self._is_opaque = program.is_opaque
        self._options = options

    def values(self, purpose: Purpose) -> tuple[str | None, ...]:
        return values_of(self.entry.settings.get(purpose), self._options, self.around.environment)

    def may_be_set(self, purpose: Purpose) -> bool:
        """Whether a file or a variable that nobody looked at may say it."""
        setting = self.entry.settings.get(purpose)
        by_variable = setting is not None and bool(setting.environment)
        return (
            self._is_opaque
            or bool(self.values(Purpose.CONFIG))
            or (by_variable and not self.around.is_environment_whole)
        )


def _listening(told: _Told, command: Command, defaults: Defaults) -> tuple[str | None, int | None]:
    """Return host and port; ``None`` for one that is not known."""
    host: str | None = command.host or defaults.host
    port = defaults.port
    address = told.values(Purpose.ADDRESS)[-1:]
    if address and address[0] != "":
        is_known = address[0] is not None and not is_open(address[0])
        own, own_port = split_address(address[0] or "") if is_known else (None, None)
        # ":8080" is every address.
        host = (own or _EVERYWHERE) if is_known else None
        port = (own_port or port) if is_known else None
    if told.values(Purpose.ALL_ADDRESSES):
        host = _EVERYWHERE
    hosts, ports = told.values(Purpose.HOST)[-1:], told.values(Purpose.PORT)[-1:]
    if hosts:
        host = hosts[0].rpartition("@")[2] if hosts[0] is not None and not is_open(hosts[0]) else None
        host = _EVERYWHERE if host == "" else host
    if ports:
        port = port_of(ports[0])
    return host, port


def _exposure(host: str | None, around: Invocation, published: PublishedPort | None) -> Exposure | None:
    if host is None:
        return None
    own = Exposure.LOOPBACK if around.has_no_network else reach(host)
    if own is Exposure.LOOPBACK or around.image is None or around.has_host_network:
        return own
    # In a container: others on its network, and whoever reaches the port that is published.
    if published is None:
        return Exposure.INTERNAL if around.is_published_whole else None
    if published.address is None or is_everywhere(published.address):
        return Exposure.NETWORK
    return reach(published.address)


def _encrypted(told: _Told) -> Tri:
    values = told.values(Purpose.ENCRYPTION)
    if values:
        return Tri.of(all(value is None or truth_of(value) is not False for value in values))
    return Tri.UNKNOWN if told.may_be_set(Purpose.ENCRYPTION) else Tri.FALSE


def _credentials(told: _Told) -> Tri:
    if told.values(Purpose.OPEN):
        return Tri.FALSE
    values = told.values(Purpose.CREDENTIALS)
    if values:
        answers = {_is_key(value, told.around) for value in values}
        return next((tri for tri in (Tri.TRUE, Tri.UNKNOWN) if tri in answers), Tri.FALSE)
    if told.values(Purpose.PARTIAL_CREDENTIALS) or told.may_be_set(Purpose.CREDENTIALS):
        return Tri.UNKNOWN
    return told.entry.needs_credentials


def _is_key(value: str | None, around: Invocation) -> Tri:
    """Say whether a value is a key that callers have to show; what it is does not matter."""
    if value is None:
        return Tri.TRUE
    if not is_open(value):
        return Tri.of(truth_of(value) is not False)
    known = [around.environment[name] for name in open_names(value) if name in around.environment]
    if not known:
        return Tri.UNKNOWN
    return Tri.of(any(held is None or truth_of(held) is not False for held in known))
