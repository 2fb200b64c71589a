"""What a probe is, and what it finds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from auditor.domain.serving import ModelReference


@dataclass(frozen=True, slots=True)
class Request:
    """A request that changes nothing.

    Attributes:
        path: Its path, behind the base path of the server.
        method: ``GET``; ``POST`` where the runtime's protocol lists its models so; ``HEAD`` where only
            whether there is an answer is to be known, and not what it says.
    """

    path: str
    method: str = "GET"

    def __str__(self) -> str:
        """Return it as documents and ``--dry-run`` show it."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A model that a server lists.

    Attributes:
        model: The model.
        served_as: Name under which it is asked for, where that is another.
        path: Its file on the server's machine.
        host: Host elsewhere that runs it, of a model that the server only passes on.
        state: What the server says of it: ``loaded``, ``READY``.
        about: What else it says of it, by name, sorted: ``context_length``, ``quantization``.
    """

    model: ModelReference
    served_as: str | None = None
    path: str | None = None
    host: str | None = None
    state: str | None = None
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a server turned out to be.

    Attributes:
        runtime: Id of the runtime in the catalogue; ``None`` for one that only speaks a common protocol.
        version: Its version, as it says.
        models: What it lists.
    """

    runtime: str | None
    version: str | None = None
    models: tuple[Listed, ...] = ()


class Asked(Protocol):
    """Answers of one server, each asked for once."""

    def value(self, request: Request) -> object:
        """Return the JSON of an answer; ``None`` where there is none."""
        ...

    def is_refused(self, request: Request) -> bool:
        """Say whether a request is answered only to those with credentials that were not there."""
        ...

    def is_answered(self, request: Request) -> bool:
        """Say whether a request is answered to whoever asks, whatever the answer says."""
        ...

    def server(self, request: Request) -> str:
        """Return what the server calls itself in the header of an answer."""
        ...


@dataclass(frozen=True, slots=True)
class Probe:
    """How one runtime is told, and asked what it serves.

    Attributes:
        title: What is asked, for documents.
        requests: All requests that it may send.
        listing: The one among them that lists models: who gets an answer to it may use the server.
        read: Returns what it found; ``None`` where the server is something else.
    """

    title: str
    requests: tuple[Request, ...]
    listing: Request
    read: Callable[[Asked], Found | None]
