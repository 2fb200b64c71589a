"""What rules are about: models, deployments, systems, the organisation."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from auditor.domain.artifact import Artifact, ArtifactFile
from auditor.domain.fact import Confidence, SubjectKind
from auditor.domain.header import FileRole, Header, OnLoad
from auditor.domain.mention import DocumentAt, Listing, NameAt
from auditor.domain.rights import OpenTo
from auditor.domain.serving import Contact, DeploymentState, InUse, ModelReference

_BY_NAME: Final = ("api:", "name:")


class Strength(StrEnum):
    """What a model's identity rests on."""

    CONTENT = "content"
    """The digest of every byte."""
    HEADER = "header"
    """The digest of the header and the sizes; the bytes were not read."""
    FILE = "file"
    """A file at the path it is loaded from, which was looked at and is not read as a model."""
    NAME = "name"
    """A name only."""


@dataclass(frozen=True, slots=True)
class PossibleSame:
    """A model that this one may be; never merged, for a name is no proof.

    Attributes:
        model_id: The other.
        confidence: How much speaks for it.
        reason: What does, without a full stop.
    """

    model_id: str
    confidence: Confidence
    reason: str

    @property
    def has_bytes(self) -> bool:
        """Whether more than a name was seen of the other."""
        return not self.model_id.startswith(_BY_NAME)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file that was looked at is not read as a model.

    Attributes:
        place: Where it lies, as reports print it.
        reason: One sentence without a full stop.
        on_load: What is known of the code that loading it runs.
    """

    place: str
    reason: str
    on_load: OnLoad


@dataclass(frozen=True, slots=True)
class Model:
    """One set of weights, wherever it lies and whatever it is called.

    Attributes:
        id: ``sha256:``, ``set:`` or ``header:`` and a digest; ``api:OPERATOR/NAME`` for a hosted one;
            ``name:`` and what it is called where no more is known of it than that.
        strength: What the identity rests on.
        artifact: Its bytes; ``None`` where only its name was seen.
        names: Every name it is given, best first.
        documents: Every document that speaks about it.
        locations: Every place: ``TARGET#path``, sorted.
        problems: What is wrong with the files, one sentence each.
        aliases: Weaker ids it was known by.
        unread: Names of the documents beside it, or one folder up, that were not read; what they say is not
            known.
        reference: What whoever uses it calls it, where only its name was seen.
        operator: Entity of the catalogue that serves it, for a hosted one.
        same_as: Models that it may be.
        listings: What lists state of it.
        fault: Why the file that it is loaded from is not read as a model, where that file was looked at.
        declared_same: Id of the model that the organisation declares it to be, and of which more is known:
            what is established of that one holds of it, and is judged there.
        open_to: Its files that others than their owner may change; ``None`` where no rights were read.
    """

    id: str
    strength: Strength
    artifact: Artifact | None
    names: tuple[NameAt, ...]
    documents: tuple[DocumentAt, ...]
    locations: tuple[str, ...]
    problems: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    reference: ModelReference | None = None
    operator: str | None = None
    same_as: tuple[PossibleSame, ...] = ()
    listings: tuple[Listing, ...] = ()
    declared_same: str | None = None
    fault: Fault | None = None
    open_to: tuple[OpenTo, ...] | None = None

    @property
    def kind(self) -> SubjectKind:
        """Always a model."""
        return SubjectKind.MODEL

    @property
    def header(self) -> Header | None:
        """Header of its files; ``None`` where only its name was seen."""
        return self.artifact.header if self.artifact else None

    @property
    def files(self) -> tuple[ArtifactFile, ...]:
        """Its files; none where only its name was seen."""
        return self.artifact.files if self.artifact else ()

    @property
    def is_adapter(self) -> bool:
        """Whether its weights only work on top of another model's."""
        return self.artifact is not None and self.artifact.header.role is FileRole.ADAPTER

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
        seen: What was seen of it in use, the strongest state first; empty for a file in a place.
    """

    id: str
    model_id: str | None
    name: str
    state: DeploymentState
    scheme: str
    locator: str
    evidence: str
    runtime: str | None = None
    seen: tuple[InUse, ...] = ()

    @property
    def kind(self) -> SubjectKind:
        """Always a deployment."""
        return SubjectKind.DEPLOYMENT

    @property
    def called(self) -> str:
        """Its name and where it was seen, in short: ``chat (compose.yaml:8)``."""
        place = self.locator.rpartition("#")[2].rstrip("/").rpartition("/")[2]
        return self.name if not place or place in self.name else f"{self.name} ({place})"

    @property
    def called_by_folder(self) -> str:
        """The same with its folder, as in ``model.safetensors (chat)``; empty where there is none."""
        folder, _, place = self.locator.rpartition("#")[2].rstrip("/").rpartition("/")
        last = folder.rpartition("/")[2]
        within = last if place in self.name else f"{last}/{place}"
        return f"{self.name} ({within})" if last else ""

    @property
    def is_measured(self) -> bool:
        """Whether files or a socket were seen there, rather than a setting, code or a server's word."""
        endpoints = (one.endpoint for one in self.seen if one.endpoint is not None)
        return self.has_files or any(one.contact is Contact.LISTENS for one in endpoints)

    @property
    def has_files(self) -> bool:
        """Whether files were seen there, lying in a place or open, rather than a name for a model."""
        return not self.seen or any(one.open_files for one in self.seen)

    @property
    def is_hosted(self) -> bool | None:
        """Whether somebody else computes it; ``None`` where what was seen does not tell, or disagrees."""
        said = {seen.is_hosted for seen in self.seen} - {None}
        return said.pop() if len(said) == 1 else None


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
class Incident:
    """A serious incident of a system, as the organisation declares it.

    Attributes:
        id: ``incident:`` and its id in the organisation's own records.
        name: What happened, in a few words; its id where nobody says.
        system_id: The system it is one of.
    """

    id: str
    name: str
    system_id: str

    @property
    def kind(self) -> SubjectKind:
        """Always an incident."""
        return SubjectKind.INCIDENT

    @property
    def declared_as(self) -> str:
        """Its id in the organisation's own records."""
        return self.id.partition(":")[2]


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


Subject = Model | Deployment | System | Incident | Organisation
