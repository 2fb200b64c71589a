"""What is told of a command, and what it starts: the data that all of the package speaks in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from auditor.domain.serving import Activity, Endpoint, ModelReference, Runtime
from auditor.domain.tri import Tri
from auditor.sources.references import names


@dataclass(frozen=True, slots=True)
class PublishedPort:
    """A port of a container that its machine passes on.

    Attributes:
        container: Port in the container.
        host: Port on the machine; ``None`` where that is not known.
        address: Address of the machine it is published on; all of them without one.
    """

    container: int
    host: int | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command as somebody wrote it, and what surrounds it.

    Attributes:
        command: Program and arguments: a process's, a unit's, or what replaces an image's entry point.
        arguments: Arguments behind it; without a command, those for the entry point of the image.
        environment: Variables by name; ``None`` for a value that is not known, such as one from a secret.
        is_environment_whole: No other variables are set; false where they could not be read, or some
            come from where nobody looked.
        image: Container image it runs in.
        published: Ports of the container that are published.
        is_published_whole: No other ports are; false where the words of some were not understood.
        has_host_network: The container has the network of its machine.
        has_no_network: The container has a network of its own that leads nowhere.
    """

    command: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str | None] = field(default_factory=dict)
    is_environment_whole: bool = True
    image: str | None = None
    published: tuple[PublishedPort, ...] = ()
    is_published_whole: bool = True
    has_host_network: bool = False
    has_no_network: bool = False


@dataclass(frozen=True, slots=True)
class Launch:
    """What one command starts, as far as its words say.

    Attributes:
        runtime: What is started.
        activity: What it does.
        models: The models it is told to load, or to fetch.
        served_as: Names under which the first model is served, where others are given.
        adapters: Adapters that it is told to load.
        stores: Folders or addresses whose models it serves, whatever lies there.
        config: The file that holds further settings.
        upstreams: Addresses of others that it passes requests on to.
        weight_file: The file of the repository that is loaded.
        endpoint: Where it listens, of a server.
        remote_code: Whether it runs code from a model's repository.
        is_offline: Whether it is told to fetch nothing.
        unresolved: Names of variables whose values would be needed.
    """

    runtime: Runtime
    activity: Activity
    models: tuple[ModelReference, ...] = ()
    served_as: tuple[str, ...] = ()
    adapters: tuple[ModelReference, ...] = ()
    stores: tuple[ModelReference, ...] = ()
    config: str | None = None
    upstreams: tuple[str, ...] = ()
    weight_file: str | None = None
    endpoint: Endpoint | None = None
    remote_code: Tri = Tri.UNKNOWN
    is_offline: Tri = Tri.UNKNOWN
    unresolved: tuple[str, ...] = ()

    @property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """Its further settings, as :class:`~auditor.domain.serving.InUse` keeps them."""
        told = {
            "activity": self.activity.value,
            "config": self.config,
            "offline": self.is_offline.value,
            "weight_file": self.weight_file,
        }
        return tuple((name, value) for name, value in sorted(told.items()) if value is not None)


def with_fetched(server: Launch, fetched: Launch) -> Launch:
    """Return a server whose models are also those that another command brings into its store."""
    return replace(
        server,
        models=names((*server.models, *fetched.models)),
        unresolved=tuple(dict.fromkeys((*server.unresolved, *fetched.unresolved))),
    )
