"""The shape of facts and of what they are facts of; see :mod:`auditor.reports.document.shape`."""

from typing import Literal, NotRequired, TypedDict

TriWord = Literal["yes", "no", "unknown"]


ConfidenceWord = Literal["low", "medium", "high"]
"""What a claim, or a possibility, is worth."""

StateWord = Literal["running", "configured", "used_in_code", "declared", "present"]


class RangeBlock(TypedDict):
    """A quantity between two bounds, both included; central where the method gives one."""

    low: float
    central: float | None
    high: float


ValueBlock = bool | int | float | str | list[str] | RangeBlock


class ClaimBlock(TypedDict):
    """One statement about a fact, and where it can be seen again."""

    basis: Literal["measured", "attested", "declared", "catalogued", "inferred"]
    value: ValueBlock
    method: str
    locator: str
    confidence: ConfidenceWord
    citation: str | None
    with_evidence: bool
    attested_by: str | None
    attested_on: str | None


class UnknownBlock(TypedDict):
    """Why something is not known, who could tell, and the command that records the answer."""

    reason: str
    who: str
    how: str


class FactBlock(TypedDict):
    """A fact: exactly one of ``value``, ``unknown`` and ``conflict``, and the claims behind it."""

    value: NotRequired[ValueBlock]
    unknown: NotRequired[UnknownBlock]
    conflict: NotRequired[list[ValueBlock]]
    unit: str | None
    claims: list[ClaimBlock]


Facts = dict[str, FactBlock]


class ArtifactBlock(TypedDict):
    """One file of a model; ``shards`` is the number of files in its set."""

    path: str
    format: str
    sha256: str | None
    size_bytes: int
    shards: int


class ProviderBlock(TypedDict):
    """Who placed the model on the market."""

    name: str | None
    country: str | None
    parent: str | None
    parent_country: str | None


class DeclaredLicense(TypedDict):
    """A licence as one source states it."""

    expression: str
    method: str
    locator: str


class LicenseBlock(TypedDict):
    """The licence: what is concluded, what each source says, and the terms that follow."""

    concluded: str | None
    kind: str | None
    declared: list[DeclaredLicense]
    inherited: list[str]
    conflict: TriWord
    terms: dict[str, ValueBlock | None]
    foss_ai_act: TriWord


class BaseModelBlock(TypedDict):
    """A model this one says it was made from; ``id`` where one model of the inventory is it, else why not."""

    name: str
    relation: str | None
    id: str | None
    not_linked: str | None


class ComputeBlock(TypedDict):
    """Training compute by one definition, with the permitted error of 30 % in its bounds."""

    low_flop: float | None
    central_flop: float | None
    high_flop: float | None
    bounds_low_flop: float | None
    bounds_high_flop: float | None
    method: str | None


class TrainingCompute(TypedDict):
    """Compute of parameter updates, and all compute that contributed to capabilities."""

    update: ComputeBlock
    cumulative: ComputeBlock


class UnsafeBlock(TypedDict):
    """Whether loading the files runs code, whether the repository asks for its own, and what is odd."""

    executes_code_on_load: TriWord
    asks_for_custom_code: TriWord
    reasons: list[str]


class PossibleSameBlock(TypedDict):
    """A model that another one may be; they stay apart, for a name is no proof."""

    id: str
    name: str
    confidence: ConfidenceWord
    reason: str


class ModelBlock(TypedDict):
    """One set of weights, wherever it lies; a fact named in ``conflicts`` has no value but in ``facts``.

    One with ``declared_same`` is declared to be the model of that id, and is not counted beside it.
    """

    id: str
    name: str
    aliases: list[str]
    same_as: list[PossibleSameBlock]
    declared_same: str | None
    format: str | None
    architecture: str | None
    family: str | None
    version: str | None
    n_parameters: int | None
    n_active_parameters: int | None
    quantization: str | None
    context_length: int | None
    size_bytes: int | None
    artifacts: list[ArtifactBlock]
    provider: ProviderBlock
    license: LicenseBlock
    base_models: list[BaseModelBlock]
    training_compute: TrainingCompute
    gpai: TriWord
    systemic_risk: TriWord
    unsafe: UnsafeBlock
    conflicts: list[str]
    facts: Facts
    locations: list[str]
    problems: list[str]


class SeenBlock(TypedDict):
    """One sight of a model in use: what was seen, where."""

    state: StateWord
    locator: str
    evidence: str


class HostingBlock(TypedDict):
    """What is known of how a deployment is hosted, and of what is agreed with whoever operates it."""

    mode: str | None
    country: str | None
    keys: str | None
    prompt_retention_days: int | None
    training_on_inputs: TriWord
    telemetry: TriWord
    support_access: list[str] | None
    exit_tested_on: str | None


class DeploymentBlock(TypedDict):
    """A model at a place, and how far it is from being used there."""

    id: str
    model: str
    model_id: str | None
    state: StateWord
    runtime: str | None
    runtime_version: str | None
    image: str | None
    remote_code: TriWord
    reference: str | None
    served_as: str | None
    pinned: TriWord
    workload: str | None
    host: str | None
    endpoint: str | None
    exposure: str | None
    encrypted: TriWord
    needs_credentials: TriWord
    drift: list[str]
    hosted: TriWord
    operator: str | None
    operator_name: str | None
    operator_country: str | None
    region: str | None
    region_in_union: TriWord
    hosting: HostingBlock
    declared: TriWord
    seen: list[SeenBlock]
    source: str
    locator: str
    evidence: str
    conflicts: list[str]
    facts: Facts


class IncidentBlock(TypedDict):
    """A serious incident of a system."""

    id: str
    name: str
    conflicts: list[str]
    facts: Facts


class SystemBlock(TypedDict):
    """An AI system the organisation declares.

    Its fact ``system.high_risk`` is of its use and product alone: "no" where its provider opted out of a use
    of Annex III (Art. 6(3)); still "yes" where Art. 2 leaves it out, Art. 111(2) excuses what was in service
    before (``system.grandfathered``), or the organisation neither provides nor uses it. What is owed, the
    findings say.
    """

    id: str
    name: str
    purpose: str
    deployments: list[str]
    incidents: list[IncidentBlock]
    conflicts: list[str]
    facts: Facts


class OrganisationBlock(TypedDict):
    """Who audits itself."""

    name: str
    declared_on: str | None
    conflicts: list[str]
    facts: Facts
