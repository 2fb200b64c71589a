"""A model in use: what runs, configures or calls it, as whoever saw it can say; nothing here is resolved.

A model is referred to as somebody wrote it: by a path, a repository, a store's name, or the name of a hosted
model. What those words stand for is decided once, in :mod:`auditor.identity`.
"""

from dataclasses import dataclass
from enum import StrEnum

from auditor.domain.tri import Tri


class DeploymentState(StrEnum):
    """How far a model is from being used; a file is not a deployment, and a word about one is no file."""

    RUNNING = "running"
    CONFIGURED = "configured"
    USED_IN_CODE = "used_in_code"
    PRESENT = "present"
    DECLARED = "declared"

    @property
    def is_use(self) -> bool:
        """Whether something that uses the model was seen, rather than the model or a word about it."""
        return self in {DeploymentState.RUNNING, DeploymentState.CONFIGURED, DeploymentState.USED_IN_CODE}


class Activity(StrEnum):
    """What a command does with a model."""

    SERVES = "serves"
    FETCHES = "fetches"
    """Brings it into the store of a server, or to disk, and ends."""
    WORKS = "works"
    """Runs it for a server that is another process: it has no endpoint of its own."""
    ROUTES = "routes"
    """Passes requests on to servers elsewhere."""

    @property
    def has_server(self) -> bool:
        """Whether it is a process that answers requests: its own model's, or those it passes on."""
        return self in (Activity.SERVES, Activity.ROUTES)


class ReferenceKind(StrEnum):
    """What the words that name a model are."""

    FILE = "file"
    """A path on the machine, or in the container, that runs it."""
    REPOSITORY = "repository"
    """``ORG/NAME`` on a hub."""
    STORE = "store"
    """A name in a runtime's own registry: ``llama3:8b``."""
    HOSTED = "hosted"
    """The name of a model that somebody else serves."""
    LOCATION = "location"
    """An address from which it is fetched: ``s3://``, ``pvc://``, ``oci://``."""
    UNRESOLVED = "unresolved"
    """Words with a variable in them whose value is not known here."""


@dataclass(frozen=True, slots=True)
class ModelReference:
    """A model as somebody wrote it.

    Attributes:
        written: The words, without credentials.
        kind: What they are.
        revision: The revision that is pinned: a commit, tag or version.
        sha256: Digest of the weights that whoever names it states, in lower-case hexadecimal.
        within: Of a name that a customer of whoever serves it made up: the customer's host, or project and
            region, in which alone it means something; empty where that is not known. ``None`` for any other.
    """

    written: str
    kind: ReferenceKind
    revision: str | None = None
    sha256: str | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that a process holds open or has mapped; an inode alone may be another file's by tomorrow.

    Attributes:
        device: Device number.
        inode: Inode number.
        size_bytes: Its size; ``None`` where only its number was seen, for its name is gone.
        mtime_ns: When it was last written to, likewise.
    """

    device: int
    inode: int
    size_bytes: int | None = None
    mtime_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Runtime:
    """What runs a model.

    Attributes:
        name: Id of the runtime in the catalogue, ``vllm``; of one that is not there, what it calls itself.
        version: Its version, as it says itself or as its image's tag says.
        image: Container image, where it runs in one.
    """

    name: str
    version: str | None = None
    image: str | None = None


class Exposure(StrEnum):
    """From where an endpoint can be reached; each includes those before it."""

    LOOPBACK = "loopback"
    """From the same machine, or the same pod, only."""
    INTERNAL = "internal"
    """From inside a cluster or the network of a compose project."""
    NETWORK = "network"
    """From other machines: it listens on an address that is not loopback, or is published on one."""
    PUBLIC = "public"
    """From anywhere: an ingress, a load balancer, a public address."""


class Contact(StrEnum):
    """How an address is known."""

    WRITTEN = "written"
    """A setting, a program or a usual port says it."""
    LISTENS = "listens"
    """A socket was seen that listens there."""
    ANSWERS = "answers"
    """It was asked, and answered."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is served.

    Attributes:
        address: ``HOST:PORT`` or a URL, without credentials.
        exposure: From where it can be reached; ``None`` where that is not known.
        is_encrypted: Whether it takes TLS only.
        needs_credentials: Whether it answers nobody without credentials.
        contact: How the address is known.
    """

    address: str
    exposure: Exposure | None = None
    is_encrypted: Tri = Tri.UNKNOWN
    needs_credentials: Tri = Tri.UNKNOWN
    contact: Contact = Contact.WRITTEN


@dataclass(frozen=True, slots=True)
class Region:
    """A region, always with whose it is: ``eu-west-1`` is Dublin at one provider and London at another.

    Attributes:
        provider: Id of the provider in the catalogue of regions.
        code: The provider's word for it.
    """

    provider: str
    code: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What a list states of a model that it names, each as written; empty where it does not say.

    Attributes:
        license: Its licence.
        publisher: Who made it.
        purpose: Its task, or what it is for.
        is_own_machine: Whether the list puts it on a machine of one's own network.
    """

    license: str = ""
    publisher: str = ""
    purpose: str = ""
    is_own_machine: bool = False


class Shows(StrEnum):
    """What a source sees where it looks."""

    MODELS = "models"
    """Models, and lists of them."""
    USE = "use"
    """What runs, configures or calls models."""
    PROCESSES = "processes"
    """Every program of a machine, and the files that it has open."""


@dataclass(frozen=True, slots=True)
class InUse:
    """A model in use, as one source saw it.

    Attributes:
        target: The target it was found under.
        locator: Place within the target, with a line where there is one: ``app/chat.py:14``.
        state: What was seen: that it runs, that it is configured, or that code calls it.
        evidence: What was seen, one sentence without a full stop.
        model: The model; ``None`` for a server of which nobody says what it serves.
        served_as: Name it is served under, where that is another.
        adapters: Adapters that are loaded on it.
        runtime: What runs it.
        endpoint: Where it is served, or where code calls it.
        workload: What runs the runtime: ``Deployment ml/chat``, ``service ollama``, ``ollama.service``.
        host: Machine it runs on, where that is known; of a hosted model the host that is called.
        operator: Entity of the catalogue that serves it, for a hosted model.
        region: Where it runs.
        region_written: A region as it is written, of which it is not said whose it is, or where a profile of
            regions is called; empty for none.
        deployment_type: How far the deployment of a hosted model may compute: ``GlobalStandard``; or empty.
        remote_code: Whether it runs code from a model's repository.
        container: The container that it runs in, by its name or the beginning of its id; empty for none.
        scheme: Source that saw it, where its target holds places of several; empty where the target says it.
        stated: What a list states of the model.
        settings: Further settings as they are written, by name, without credentials; sorted. They are kept
            for whoever looks them up: nothing is judged by them.
        open_files: Each weight file that its process holds open or has mapped.
        paths: Absolute paths on this machine that the reference stands for, best first; of a server that was
            asked what it says, which is no proof.
        inside: Its addresses in a network of their own, each with that network: of one target, whatever has
            one in common is one server.
    """

    target: str
    locator: str
    state: DeploymentState
    evidence: str
    model: ModelReference | None
    served_as: str | None = None
    adapters: tuple[ModelReference, ...] = ()
    runtime: Runtime | None = None
    endpoint: Endpoint | None = None
    workload: str | None = None
    host: str | None = None
    operator: str | None = None
    region: Region | None = None
    region_written: str = ""
    deployment_type: str = ""
    remote_code: Tri = Tri.UNKNOWN
    container: str = ""
    scheme: str = ""
    stated: Stated = Stated()
    settings: tuple[tuple[str, str], ...] = ()
    open_files: tuple[OpenFile, ...] = ()
    paths: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether it is what a server said of itself."""
        return self.endpoint is not None and self.endpoint.contact is Contact.ANSWERS

    @property
    def is_hosted(self) -> bool | None:
        """Whether somebody else computes it; ``None`` where what was seen does not tell."""
        if self.operator is not None:
            return True
        kind = self.model.kind if self.model else ReferenceKind.UNRESOLVED
        if self.is_asked and self.runtime is None:
            # It may be a gateway: what it lists may be computed by anybody.
            return None
        match kind:
            case ReferenceKind.HOSTED:
                # A server that answered lists names of its own, whoever made what is behind them.
                return not self.is_asked and self.state is not DeploymentState.RUNNING
            case ReferenceKind.UNRESOLVED:
                return None if self.runtime is None else False
            case _:
                # A list that says neither where nor at whose has not said that it is here.
                is_listed = self.state is DeploymentState.DECLARED
                return None if is_listed and not self.stated.is_own_machine else False
