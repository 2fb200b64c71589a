"""Facts to an audit: a pure function of scans, declarations, attestations, catalogue, bundle and days."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from auditor import declarations, licenses, policy
from auditor.catalogue import Catalogue
from auditor.declarations import Declarations
from auditor.domain.attestation import Attestation
from auditor.domain.audit import Assessed, Audit, Inputs, Inventory
from auditor.domain.authority import RuleTerms
from auditor.domain.fact import Fact, Known, Unknown
from auditor.domain.lineage import link, names_of
from auditor.domain.scan import Scan
from auditor.domain.subject import Incident, Organisation, System
from auditor.pipeline.assessing import Assessment, Day, assess
from auditor.pipeline.figures import law_figures
from auditor.pipeline.standing import in_full
from auditor.trust import canonical, sha256


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything an audit is a function of.

    Attributes:
        scans: The scans the inventory comes from.
        inventory: What they found.
        declared: What the organisation declares.
        attestations: Attestations on record; those about other files are left aside.
        catalogue: What the world knows.
        bundle: The policy bundle in force.
        day: As-of, and the day of the run.
        left_out: Parts that were not run, one sentence each.
        kept: Digests of the evidence files of which a copy is kept.
        rules: Every rule that a waiver may name, those of packs that are not in force included, by id.
    """

    scans: tuple[Scan, ...]
    inventory: Inventory
    declared: Declarations
    attestations: tuple[Attestation, ...]
    catalogue: Catalogue
    bundle: policy.Bundle
    day: Day
    left_out: tuple[str, ...] = ()
    rules: Mapping[str, RuleTerms] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()


def judge(case: CaseFile) -> Audit:
    """Establish the facts of a case and judge them."""
    inventory, day = case.inventory, case.day
    catalogue = case.catalogue.as_of(day.run_day).under_law_of(day.as_of)
    law = law_figures(case.bundle.law, day.as_of)
    bound = declarations.bind(
        case.declared,
        inventory,
        as_of=day.as_of,
        targets=in_full(case.scans),
        beside=declarations.Beside(case.rules, day.run_day, case.bundle.contradicted),
    )
    assessment = assess(inventory, bound, case.attestations, catalogue, day, law)
    world = policy.World(
        subjects=tuple(Assessed(subject, assessment.facts[subject.id]) for subject in assessment.subjects),
        relations=relations(
            bound.organisation, bound.systems, assessment.inventory, assessment.facts, bound.incidents
        ),
        evidence=bound.evidence,
    )
    judgement = policy.judge(case.bundle, world, as_of=day.as_of, run_day=day.run_day)
    findings, waivers = declarations.waive(
        judgement.findings, bound.waivers, as_of=day.as_of, run_day=day.run_day
    )
    return Audit(
        as_of=day.as_of,
        inputs=_inputs(case, assessment),
        organisation=bound.organisation,
        systems=bound.systems,
        inventory=assessment.inventory,
        facts=judgement.facts,
        findings=findings,
        tallies=judgement.tallies,
        questions=judgement.questions,
        evidence=tuple(replace(one, is_kept=one.file_sha256 in case.kept) for one in bound.evidence),
        attestations=assessment.attestations,
        accepted=bound.accepted,
        left_out=case.left_out,
        rules=policy.rules_in_force(case.bundle, day.as_of),
        law=policy.figures_in_force(case.bundle, day.as_of),
        license_titles=_license_titles(judgement.facts),
        not_covered=judgement.not_covered,
        declared=case.declared.given,
        incidents=bound.incidents,
        policy=case.bundle.choice,
        holding=judgement.holding,
        waivers=waivers,
    )


def _inputs(case: CaseFile, assessment: Assessment) -> Inputs:
    return Inputs(
        scans=tuple(sorted(scan.sha256 for scan in case.scans)),
        catalogue_sha256=case.catalogue.sha256,
        declarations_sha256=case.declared.sha256,
        attestations=tuple(sorted(digest_of(attestation) for attestation in assessment.attestations)),
        bundle_sha256=case.bundle.sha256,
        run_day=case.day.run_day,
    )


def _license_titles(facts: Mapping[str, Mapping[str, Fact]]) -> dict[str, str]:
    """Return the titles of the licences that any claim names."""
    named = {
        word.strip("()")
        for of_subject in facts.values()
        for name in licenses.NAMING
        if (fact := of_subject.get(name)) is not None and not isinstance(fact.state, Unknown)
        for claim in fact.state.claims
        for expression in (claim.value if isinstance(claim.value, tuple) else (str(claim.value),))
        for word in expression.split()
    }
    return licenses.titles(named)


def relations(
    organisation: Organisation,
    systems: tuple[System, ...],
    inventory: Inventory,
    facts: Mapping[str, Mapping[str, Fact]],
    incidents: tuple[Incident, ...],
) -> dict[str, tuple[str, ...]]:
    """Return the subjects one step below each: organisation, systems, deployments, models, their bases.

    The incidents of a system are below it as well.
    """
    down: dict[str, tuple[str, ...]] = {
        organisation.id: tuple(system.id for system in systems),
        **{system.id: (*system.deployment_ids, *_incidents(system.id, incidents)) for system in systems},
    }
    for deployment in inventory.deployments:
        down[deployment.id] = (deployment.model_id,) if deployment.model_id else ()
    by_name = names_of(inventory.models)
    for model in inventory.models:
        state = facts[model.id]["model.base_models"].state
        bases = state.value if isinstance(state, Known) and isinstance(state.value, tuple) else ()
        links = (link(base, model.id, by_name).id for base in bases)
        down[model.id] = tuple(dict.fromkeys(id_ for id_ in links if id_))
    return down


def _incidents(system_id: str, incidents: tuple[Incident, ...]) -> tuple[str, ...]:
    return tuple(one.id for one in incidents if one.system_id == system_id)


def digest_of(attestation: Attestation) -> str:
    """Return the digest of everything that an attestation brings to the result: no clock but its day.

    The machine and the performance are of the run, and stand beside the result.
    """
    return sha256(
        canonical(
            {
                "artifact_sha256": attestation.artifact_sha256,
                "file_name": attestation.file_name,
                "engine": attestation.engine,
                "isolation": attestation.isolation.value,
                "outcome": attestation.outcome.value,
                "reason": attestation.reason,
                "performed_on": attestation.performed_at.date().isoformat(),
                "probes": [[p.name, p.inside, p.outside, p.holds] for p in attestation.probes],
                "output_sha256": attestation.generation.output_sha256 if attestation.generation else None,
            }
        )
    )
