"""Declarations and the smallest inventories they bind to; every part can be replaced by keyword."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from auditor.declarations import Beside, Bound, Declarations, bind
from auditor.declarations.binding import NOWHERE
from auditor.domain.artifact import Artifact, ArtifactFile
from auditor.domain.audit import Inventory
from auditor.domain.declaration import (
    Acceptance,
    CoverageAccepted,
    HostingDeclared,
    IncidentDeclared,
    OrganisationDeclared,
    Provenance,
    SameDeclared,
    Selector,
    SystemDeclared,
    TrainingDeclared,
)
from auditor.domain.declared import Declaration
from auditor.domain.evidence import EvidenceDeclared, EvidenceState, EvidenceStatus
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Statement
from auditor.domain.facts import FACTS
from auditor.domain.header import Header
from auditor.domain.mention import NameAt
from auditor.domain.observation import Problem
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.resolving import resolve
from auditor.domain.serving import DeploymentState, Region
from auditor.domain.subject import Deployment, Model, Strength
from auditor.domain.values import FactValue
from auditor.domain.waiver import WaiverDeclared

ON = date(2026, 11, 1)
TODAY = date(2026, 11, 22)
BY = "A. Officer"
EVIDENCE_KINDS = frozenset({"union-nexus"})
"""What rules ask for, as far as a test declares any."""


def write(folder: Path, **texts: str) -> Path:
    """Write ``NAME.yaml`` files into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def a_provenance(
    locator: str = "declarations/a.yaml:1",
    *,
    by: str = BY,
    on: date = ON,
    valid_until: date | None = None,
    source: str | None = None,
    valid_from: date | None = None,
) -> Provenance:
    return Provenance(by, on, valid_until, source, locator, valid_from)


def an_organisation(
    *,
    roles: tuple[str, ...] | None = (),
    name: str = "Example Clinic",
    provenance: Provenance | None = None,
    **fields: FactValue | None,
) -> OrganisationDeclared:
    listed: tuple[tuple[str, FactValue | None], ...] = () if roles is None else (("roles", roles),)
    return OrganisationDeclared(
        name, roles or (), (*fields.items(), *listed), provenance or a_provenance("declarations/org.yaml:1")
    )


def a_system(
    id_: str = "triage",
    *,
    uses: tuple[Selector, ...] = (),
    provenance: Provenance | None = None,
    **fields: FactValue | None,
) -> SystemDeclared:
    where = provenance or a_provenance("declarations/systems.yaml:1")
    return SystemDeclared(id_, id_.title(), "sorts patients", uses, tuple(fields.items()), where)


def a_training(
    selector: Selector,
    *,
    base: str | None = None,
    says_base: bool = True,
    provenance: Provenance | None = None,
    **fields: FactValue | None,
) -> TrainingDeclared:
    where = provenance or a_provenance("declarations/training.yaml:1")
    return TrainingDeclared(selector, base, says_base, tuple(fields.items()), where)


def a_hosting(
    deployment: Selector,
    *,
    operator: str | None = None,
    country: str | None = None,
    region: Region | None = None,
    provenance: Provenance | None = None,
    **fields: FactValue | None,
) -> HostingDeclared:
    where = provenance or a_provenance("declarations/hosting.yaml:1")
    return HostingDeclared(deployment, operator, country, region, tuple(fields.items()), where)


def an_incident(
    id_: str = "INC-1", system: str = "triage", *, provenance: Provenance | None = None, **changes: Any
) -> IncidentDeclared:
    fields = {"what": "", "category": "default", "happened_on": None, "aware_on": None, "reported_on": None}
    where = provenance or a_provenance("declarations/incidents.yaml:1")
    known = {**fields, "says_reported": "reported_on" in changes, **changes}
    return IncidentDeclared(id=id_, system=system, provenance=where, **known)


def an_evidence(
    serves: Selector | None = None,
    *,
    serves_kind: str = "organisation",
    status: EvidenceStatus = EvidenceStatus.PRESENT,
    file: str | None = None,
    file_sha256: str | None = None,
    expected_sha256: str | None = None,
    url: str | None = None,
    provenance: Provenance | None = None,
    recorded_sha256: str | None = None,
    flaw: EvidenceState | None = None,
) -> EvidenceDeclared:
    return EvidenceDeclared(
        evidence="literacy-plan",
        serves=serves,
        serves_kind=serves_kind,
        status=status,
        file=file,
        file_sha256=file_sha256,
        expected_sha256=expected_sha256,
        url=url,
        provenance=provenance or a_provenance("declarations/evidence.yaml:1"),
        recorded_sha256=recorded_sha256,
        flaw=flaw,
    )


def an_acceptance(
    locator: str,
    provenance: Provenance | None = None,
    *,
    expect: tuple[int, int] = (1, 1),
    in_full: tuple[str, ...] = (),
    sha256: str | None = None,
) -> CoverageAccepted:
    where = provenance or a_provenance()
    return CoverageAccepted(locator, "known to be broken", where, *expect, sha256, in_full=in_full)


def accepted_at(place: str, **changes: Any) -> Acceptance:
    """Return a place that the entry of :func:`an_acceptance` accepts."""
    fields = {
        "place": place,
        "reason": "known to be broken",
        "by": BY,
        "on": ON,
        "valid_until": None,
        "locator": "declarations/a.yaml:1",
    }
    return Acceptance(**{**fields, **changes})


def a_sameness(model: Selector, same_as: Selector, provenance: Provenance | None = None) -> SameDeclared:
    return SameDeclared(model, same_as, provenance or a_provenance("declarations/same.yaml:1"))


def a_waiver(
    *pinned: str,
    rule: str = "endpoint-no-auth",
    version: int = 1,
    name: str | None = None,
    created: date = ON,
    expires: date = date(2027, 2, 1),
    provenance: Provenance | None = None,
    entries: Mapping[str, str | None] | None = None,
) -> WaiverDeclared:
    """Return a waiver for one id, or with a name for what that matched; with digests of declared entries."""
    n = len(pinned)
    subject = Selector(id=pinned[0]) if name is None else Selector(name=name, expect_low=n, expect_high=n)
    return WaiverDeclared(
        rule=rule,
        rule_version=version,
        subject=subject,
        pinned=pinned,
        reason="behind the gateway",
        ticket="SEC-12",
        requested_by="B. Engineer",
        approved_by="C. Director",
        created=created,
        expires=expires,
        provenance=provenance or a_provenance("declarations/waivers.yaml:1"),
        entries=tuple((entries or {}).items()),
    )


def a_resolution(
    subject: Selector | None,
    fact: str = "license.concluded",
    value: FactValue = "Apache-2.0",
    *,
    file: str | None = "grant.pdf",
    file_sha256: str | None = "0" * 64,
    url: str | None = None,
    provenance: Provenance | None = None,
) -> ResolveDeclared:
    where = provenance or a_provenance("declarations/resolve.yaml:1")
    proof = EvidenceDeclared(
        evidence=f"resolution of {fact}",
        serves=subject,
        serves_kind=FACTS[fact].subject.value,
        status=EvidenceStatus.PRESENT,
        file=file,
        file_sha256=file_sha256,
        expected_sha256=None,
        url=url,
        provenance=where,
    )
    return ResolveDeclared(fact, value, subject, proof, where)


def a_model(*names: str, id_: str | None = None, aliases: tuple[str, ...] = ()) -> Model:
    digest = hashlib.sha256("/".join(names).encode()).hexdigest()
    file = ArtifactFile(f"dir:/srv#{digest[:8]}.gguf", 1000, digest)
    header = Header("gguf", "3", digest, 1, 100)
    return Model(
        id=id_ or f"sha256:{digest}",
        strength=Strength.CONTENT,
        artifact=Artifact("gguf", (file,), header),
        names=tuple(NameAt(name, "header", file.locator) for name in names),
        documents=(),
        locations=(file.locator,),
        aliases=aliases,
    )


def a_deployment(model: Model | None, name: str, *, id_: str | None = None) -> Deployment:
    digest = hashlib.sha256(f"{name}{model.id if model else ''}".encode()).hexdigest()
    return Deployment(
        id=id_ or f"dep:{digest}",
        model_id=model.id if model else None,
        name=name,
        state=DeploymentState.PRESENT,
        scheme="dir",
        locator=f"dir:/srv#{name}",
        evidence="the file is there",
    )


def an_inventory(
    *models: Model, deployments: tuple[Deployment, ...] = (), problems: tuple[Problem, ...] = ()
) -> Inventory:
    return Inventory(models, deployments, (), problems, (), ())


def bound(
    *entries: Declaration,
    inventory: Inventory | None = None,
    as_of: date = TODAY,
    backed: tuple[str, ...] = (),
    targets: Mapping[str, str] = NOWHERE,
    beside: Beside | None = None,
) -> Bound:
    """Bind entries; those whose locator is in ``backed`` are attested with evidence."""
    declarations = Declarations(entries, tuple((locator, "0" * 64) for locator in backed))
    return bind(
        declarations, inventory or an_inventory(), as_of=as_of, targets=targets, beside=beside or Beside()
    )


def attested(fact: str, value: FactValue, locator: str, **more: Any) -> Claim:
    """Return a claim as declarations make it."""
    claim = Claim(
        fact=fact,
        value=value,
        basis=Basis.ATTESTED,
        confidence=Confidence.MEDIUM,
        method="declaration",
        locator=locator,
        citation=f"declared by {BY} on 1 November 2026",
        attested_by=BY,
        attested_on=ON,
    )
    return replace(claim, **more)


def provider(name: str, *others: str, confidence: Confidence = Confidence.LOW) -> dict[str, Fact]:
    """Return what the catalogue says about a model's provider; several names are a conflict."""
    claims = [
        Claim("provider.name", one, Basis.CATALOGUED, confidence, "catalogue", "providers.csv#1")
        for one in (name, *others)
    ]
    return {"provider.name": resolve(FACTS["provider.name"], claims)}


def by_fact(statements: tuple[Statement, ...]) -> dict[str, Statement]:
    """Return the statements about a subject by fact; each fact has one."""
    found = {statement.fact: statement for statement in statements}
    assert len(found) == len(statements)
    return found
