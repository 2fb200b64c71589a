"""The shape of ``auditor/facts/1``: every fact of every subject, for other engines. Names only get added."""

from typing import Final, Literal, TypedDict

from auditor.reports.document.finding_shape import EvidenceBlock
from auditor.reports.document.subject_shape import ClaimBlock, UnknownBlock, ValueBlock

SCHEMA: Final = "auditor/facts/1"


class DefinitionBlock(TypedDict):
    """What a fact means: an entry of the registry."""

    subject: Literal["model", "deployment", "system", "incident", "organisation"]
    type: str
    unit: str | None
    meaning: str


class StatedFact(TypedDict):
    """One fact of one subject.

    ``value``, ``confidence`` and ``basis`` are null unless it is known: neither silence nor a dispute is a
    value. ``unknown`` says why it is not known and who could tell; ``conflict`` has the values that are
    claimed against each other. ``claims`` has every source.
    """

    state: Literal["known", "unknown", "conflict"]
    value: ValueBlock | None
    unit: str | None
    confidence: Literal["high", "medium", "low"] | None
    basis: Literal["measured", "attested", "declared", "catalogued", "inferred"] | None
    unknown: UnknownBlock | None
    conflict: list[ValueBlock]
    claims: list[ClaimBlock]


class FactSubject(TypedDict):
    """A subject, its facts by name, and the subjects one step below it.

    Below the organisation are its systems, below a system its deployments and incidents, below a deployment
    its model. ``same_as`` is the model that this one is declared to be, of which everything is judged.
    """

    id: str
    kind: Literal["model", "deployment", "system", "incident", "organisation"]
    name: str
    below: list[str]
    same_as: str | None
    facts: dict[str, StatedFact]


class FactsReport(TypedDict):
    """Everything that rules may ask, as of a day; ``result_sha256`` is the audit it is of."""

    schema: Literal["auditor/facts/1"]
    as_of: str
    result_sha256: str
    definitions: dict[str, DefinitionBlock]
    subjects: list[FactSubject]
    evidence: list[EvidenceBlock]
