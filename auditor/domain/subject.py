"""What rules are about: models, deployments, systems, the organisation."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from auditor.domain.document import Document
from auditor.domain.fact import SubjectKind
from auditor.domain.observation import FileRole, Header


class Strength(StrEnum):
    """What a model's identity rests on."""

    CONTENT = "content"
    """The digest of every byte."""
    HEADER = "header"
    """The digest of the header and the sizes; the bytes were not read."""
    NAME = "name"
    """A name only."""


class DeploymentState(StrEnum):
    """How far a model is from being used; a file is not a deployment."""

    RUNNING = "running"
    CONFIGURED = "configured"
    USED_IN_CODE = "used_in_code"
    DECLARED = "declared"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """One file of an artifact.

    Attributes:
        locator: First place it was seen at: ``TARGET#path``.
        size_bytes: Its size.
        sha256: Digest of its bytes, if they were read.
        declared_sha256: Digest its store claims.
        is_hole: Nearly all of its bytes were never written, so that none are read.
    """

    locator: str
    size_bytes: int
    sha256: str | None
    declared_sha256: str | None = None
    is_hole: bool = False


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file, or all shards of one set.

    Attributes:
        format: Format of the files.
        files: The files, in shard order.
        header: Header of the set: counts summed, the rest from its first file.
        n_missing: Shards that the set names and that were not found or not read.
        defect: Why the files are not one whole set; empty if they are.
    """

    format: str
    files: tuple[ArtifactFile, ...]
    header: Header
    n_missing: int = 0
    defect: str = ""

    @property
    def size_bytes(self) -> int:
        """Size of all files."""
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class DocumentAt:
    """A document and how exclusively it speaks about the model.

    Attributes:
        locator: ``TARGET#path``.
        document: What it says.
        n_sharing: Models it may mean, this one included; 1 means it can mean only this one.
        is_above: It lies one folder above the weights, which have none of their own.
    """

    locator: str
    document: Document
    n_sharing: int
    is_above: bool = False

    @property
    def where(self) -> str:
        """Where it lies, as claims add to their method or citation; empty for one beside the weights."""
        return "in the folder above the weights" if self.is_above else ""


@dataclass(frozen=True, slots=True)
class NameAt:
    """A name given to the model, by whom and where.

    Attributes:
        name: The name.
        given_by: ``hf-cache``, ``ollama``, ``header``, ``card``, ``config`` or ``path``.
        locator: Where it stands.
        revision: The revision the name points to, for a store's name.
    """

    name: str
    given_by: str
    locator: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """One set of weights, wherever it lies and whatever it is called.

    Attributes:
        id: ``sha256:``, ``set:`` or ``header:`` and a digest.
        strength: What the identity rests on.
        artifact: Its bytes.
        names: Every name it is given, best first.
        documents: Every document that speaks about it.
        locations: Every place: ``TARGET#path``, sorted.
        problems: What is wrong with the files, one sentence each.
        aliases: Weaker ids it was known by.
        unread: Names of the documents beside it, or one folder up, that were not read; what they say is not
            known.
    """

    id: str
    strength: Strength
    artifact: Artifact
    names: tuple[NameAt, ...]
    documents: tuple[DocumentAt, ...]
    locations: tuple[str, ...]
    problems: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def kind(self) -> SubjectKind:
        """Always a model."""
        return SubjectKind.MODEL

    @property
    def is_adapter(self) -> bool:
        """Whether its weights only work on top of another model's."""
        return self.artifact.header.role is FileRole.ADAPTER

    @property
    def name(self) -> str:
        """The name people know it by."""
        return self.names[0].name if self.names else self.id[:19]


@dataclass(frozen=True, slots=True)
class Deployment:
    """A model at a place, and how far it is from being used there.

    Attributes:
        id: ``dep:`` and a digest over scheme, place, runtime and served name.
        model_id: The model, or ``None`` where its weights are not there.
        name: Name it is served or stored under.
        state: The strongest state there is evidence for.
        scheme: The source that saw it.
        locator: ``TARGET#place``.
        evidence: Why this state, one sentence.
        runtime: Inference engine, where one is known.
    """

    id: str
    model_id: str | None
    name: str
    state: DeploymentState
    scheme: str
    locator: str
    evidence: str
    runtime: str | None = None

    @property
    def kind(self) -> SubjectKind:
        """Always a deployment."""
        return SubjectKind.DEPLOYMENT


@dataclass(frozen=True, slots=True)
class System:
    """An AI system the organisation declares.

    Attributes:
        id: Its id in the register.
        name: Its name.
        purpose: Its intended purpose.
        deployment_ids: The deployments it uses.
    """

    id: str
    name: str
    purpose: str
    deployment_ids: tuple[str, ...]

    @property
    def kind(self) -> SubjectKind:
        """Always a system."""
        return SubjectKind.SYSTEM


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who audits itself.

    Attributes:
        name: Its name, or ``undeclared organisation``.
        declared_on: Day of its declaration, if there is one.
    """

    name: str
    declared_on: date | None = None

    @property
    def id(self) -> str:
        """The only organisation of an audit."""
        return "organisation"

    @property
    def kind(self) -> SubjectKind:
        """Always the organisation."""
        return SubjectKind.ORGANISATION


Subject = Model | Deployment | System | Organisation
